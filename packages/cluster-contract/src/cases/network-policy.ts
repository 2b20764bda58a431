import { casesOf } from "../case.ts";
import type { JsonObject } from "../json.ts";
import { lifeOf } from "../life-of-kind.ts";
import { answersTo, networkPolicy, policiesPath } from "../networking.ts";
import { seen } from "../observe.ts";

const everyPod = { podSelector: {} };
const from = (...peers: JsonObject[]) => networkPolicy("p", { ...everyPod, ingress: [{ from: peers }] });
const toPort = (port: JsonObject) => networkPolicy("p", { ...everyPod, egress: [{ ports: [port] }] });
const block = (fields: JsonObject) => from({ ipBlock: fields });

export const networkPolicyCases = casesOf("network-policy", [
  lifeOf("network-policy", async (context) => ({
    collection: policiesPath(await context.namespace()),
    object: networkPolicy("web", {
      podSelector: { matchLabels: { app: "web" } },
      ingress: [{ ports: [{ port: 80 }, { protocol: "UDP", port: "dns" }], from: [{ podSelector: {} }] }],
    }),
  })),
  {
    id: "tenant-baseline",
    name: "the policies of a tenant's namespace are stored as they are written: deny all, allow DNS, its own pods, and a range with exceptions",
    async run(context) {
      const dns = {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchExpressions: [{ key: "k8s-app", operator: "In", values: ["kube-dns"] }] },
      };
      return answersTo(context, policiesPath(await context.namespace()), {
        denyAll: networkPolicy("deny-all", { ...everyPod, policyTypes: ["Ingress", "Egress"] }),
        dns: networkPolicy("dns", {
          ...everyPod,
          policyTypes: ["Egress"],
          egress: [
            {
              to: [dns],
              ports: [
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 53 },
              ],
            },
          ],
        }),
        own: networkPolicy("own", {
          ...everyPod,
          ingress: [{ from: [{ podSelector: {} }] }],
          egress: [{ to: [{ podSelector: {} }] }],
        }),
        range: networkPolicy("range", {
          ...everyPod,
          egress: [
            {
              to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.96.0.0/16"] } }],
              ports: [{ port: 30_000, endPort: 32_767 }],
            },
          ],
        }),
      });
    },
  },
  {
    id: "policy-port-faults",
    name: "a policy's ports: out of range, an end before the beginning or without one, badly named or of an unknown protocol are 422",
    async run(context) {
      return answersTo(context, policiesPath(await context.namespace()), {
        zero: toPort({ port: 0 }),
        tooHigh: toPort({ port: 70_000 }),
        endBefore: toPort({ port: 90, endPort: 80 }),
        endTooHigh: toPort({ port: 90, endPort: 70_000 }),
        endOfName: toPort({ port: "http", endPort: 80 }),
        endAlone: toPort({ endPort: 80 }),
        badName: toPort({ port: "Not_A_Port_Name_At_All" }),
        badProtocol: toPort({ protocol: "ICMP", port: 1 }),
      });
    },
  },
  {
    id: "policy-peer-faults",
    name: "a policy's peers: nothing, a range beside a selector, ranges that are none or hold exceptions outside are 422",
    async run(context) {
      return answersTo(context, policiesPath(await context.namespace()), {
        nothing: from({}),
        blockAndSelector: from({ podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }),
        noCidr: block({ cidr: "" }),
        badCidr: block({ cidr: "10.0.0.0/33" }),
        address: block({ cidr: "10.0.0.1" }),
        words: block({ cidr: "everywhere" }),
        badExcept: block({ cidr: "10.0.0.0/8", except: ["nowhere"] }),
        exceptOutside: block({ cidr: "10.0.0.0/8", except: ["192.168.0.0/16"] }),
        exceptTheSame: block({ cidr: "10.0.0.0/8", except: ["10.0.0.0/8"] }),
        hostBits: networkPolicy("hostbits", {
          ...everyPod,
          ingress: [{ from: [{ ipBlock: { cidr: "10.1.2.3/8" } }] }],
        }),
        ipv6: networkPolicy("six", {
          ...everyPod,
          ingress: [{ from: [{ ipBlock: { cidr: "fd00::/8", except: ["fd00::/16"] } }] }],
        }),
      });
    },
  },
  {
    id: "policy-selector-faults",
    name: "a policy's types are a closed set; its selectors are checked as label selectors are",
    async run(context) {
      const selecting = (podSelector: JsonObject) => networkPolicy("p", { podSelector });
      const expression = (fields: JsonObject) => selecting({ matchExpressions: [fields] });
      return answersTo(context, policiesPath(await context.namespace()), {
        badType: networkPolicy("p", { ...everyPod, policyTypes: ["Sideways"] }),
        threeTypes: networkPolicy("p", { ...everyPod, policyTypes: ["Ingress", "Egress", "Ingress"] }),
        badKey: selecting({ matchLabels: { "-bad-": "x" } }),
        badValue: selecting({ matchLabels: { app: "not a label" } }),
        badOperator: expression({ key: "app", operator: "Near", values: ["x"] }),
        inWithoutValues: expression({ key: "app", operator: "In" }),
        existsWithValues: expression({ key: "app", operator: "Exists", values: ["x"] }),
        badExpressionKey: expression({ key: "-bad-", operator: "Exists" }),
        badExpressionValue: expression({ key: "app", operator: "In", values: ["not a label"] }),
        badPeerSelector: from({ namespaceSelector: { matchLabels: { "a b": "c" } } }),
        noSelector: networkPolicy("all", { policyTypes: ["Ingress"] }),
        badName: networkPolicy("No_Policy", everyPod),
      });
    },
  },
  {
    id: "policy-patches",
    name: "a change of a policy counts its generation; rules are replaced as a whole; a bad one is 422; there is no status",
    async run(context) {
      const { api } = context;
      const collection = policiesPath(await context.namespace());
      const path = `${collection}/p`;
      await context.create(collection, from({ podSelector: { matchLabels: { a: "1" } } }));
      const shown = ["metadata.generation", "spec"];
      const spec = { ingress: [{ from: [{ podSelector: { matchLabels: { b: "2" } } }] }] };
      return {
        labelled: seen(await api.patch(path, "merge", { metadata: { labels: { a: "1" } } }), shown),
        strategic: seen(await api.patch(path, "strategic", { spec }), shown),
        merged: seen(await api.patch(path, "merge", { spec: { ingress: null, policyTypes: ["Egress"] } }), shown),
        bad: seen(await api.patch(path, "merge", { spec: { policyTypes: ["Sideways"] } })),
        applied: seen(
          await api.patch(path, "apply", networkPolicy("p", { ...everyPod, policyTypes: ["Ingress"] }), {
            query: { fieldManager: "one", force: true },
          }),
          shown,
        ),
        dry: seen(await api.patch(path, "merge", { spec: { policyTypes: null } }, { query: { dryRun: "All" } }), shown),
        status: seen(await api.get(`${path}/status`)),
      };
    },
  },
]);
