import { casesOf } from "../case.ts";
import type { JsonObject } from "../json.ts";
import { answersTo, ownServices, service } from "../networking.ts";
import { seen } from "../observe.ts";

const port = (fields: JsonObject) => service("web", { ports: [{ port: 80, ...fields }] });
const spec = (fields: JsonObject) => service("web", fields);

export const serviceFaultCases = casesOf("services", [
  {
    id: "service-port-faults",
    name: "a service's ports: none, unnamed, named alike, out of range, of an unknown protocol or target are 422 with each cause",
    async run(context) {
      return answersTo(context, await ownServices(context), {
        none: spec({ ports: [] }),
        unnamed: spec({ ports: [{ port: 80 }, { port: 81 }] }),
        namedAlike: spec({
          ports: [
            { name: "http", port: 80 },
            { name: "http", port: 81 },
          ],
        }),
        badName: port({ name: "Http_1" }),
        zero: port({ port: 0 }),
        tooHigh: port({ port: 70_000 }),
        badProtocol: port({ protocol: "ICMP" }),
        targetTooHigh: port({ targetPort: 70_000 }),
        targetNameTooLong: port({ targetPort: "a-name-longer-than-fifteen" }),
        targetNameBad: port({ targetPort: "Http" }),
        samePortTwice: spec({
          ports: [
            { name: "a", port: 80 },
            { name: "b", port: 80 },
          ],
        }),
        badAppProtocol: port({ appProtocol: "-bad-" }),
      });
    },
  },
  {
    id: "node-port-faults",
    name: "a node port out of the range, on a ClusterIP service, or twice in one service is 422",
    async run(context) {
      const nodePort = (number: number, type = "NodePort") => spec({ type, ports: [{ port: 80, nodePort: number }] });
      return answersTo(context, await ownServices(context), {
        tooLow: nodePort(80),
        justBelow: nodePort(29_999),
        tooHigh: nodePort(32_768),
        noPort: nodePort(70_000),
        negative: nodePort(-1),
        onClusterIp: nodePort(30_006, "ClusterIP"),
        twice: spec({
          type: "NodePort",
          ports: [
            { name: "a", port: 80, nodePort: 30_007 },
            { name: "b", port: 81, nodePort: 30_007 },
          ],
        }),
        oneForTwoProtocols: spec({
          type: "NodePort",
          ports: [
            { name: "a", port: 53, nodePort: 30_008 },
            { name: "b", port: 53, nodePort: 30_008, protocol: "UDP" },
          ],
        }),
      });
    },
  },
  {
    id: "cluster-ip-faults",
    name: "an address that is none, out of the range, of the other family or said twice differently is 422",
    async run(context) {
      return answersTo(context, await ownServices(context), {
        noAddress: spec({ clusterIP: "10.96.0" }),
        outOfRange: spec({ clusterIP: "192.0.2.1" }),
        network: spec({ clusterIP: "10.96.0.0" }),
        leadingZero: spec({ clusterIP: "10.96.0.08" }),
        otherFamily: spec({ clusterIP: "fd00::1" }),
        differs: spec({ clusterIP: "10.96.0.78", clusterIPs: ["10.96.0.79"] }),
        pluralOnly: spec({ clusterIPs: ["10.96.0.79"] }),
        two: spec({ clusterIP: "10.96.0.78", clusterIPs: ["10.96.0.78", "10.96.0.79"] }),
        noneAndMore: spec({ clusterIP: "None", clusterIPs: ["None", "10.96.0.79"] }),
        dualStack: spec({ ipFamilyPolicy: "RequireDualStack" }),
        preferDualStack: spec({ ipFamilyPolicy: "PreferDualStack" }),
        badPolicy: spec({ ipFamilyPolicy: "TripleStack" }),
        ipv6: spec({ ipFamilies: ["IPv6"] }),
        badFamily: spec({ ipFamilies: ["IPv5"] }),
      });
    },
  },
  {
    id: "service-name-faults",
    name: "a service's name is a DNS label; its selector and labels are checked as labels are",
    async run(context) {
      return answersTo(context, await ownServices(context), {
        capital: service("Web"),
        dotted: service("web.front"),
        digitFirst: service("1web"),
        tooLong: service("a".repeat(64)),
        badSelectorKey: spec({ selector: { "-bad-": "x" } }),
        badSelectorValue: spec({ selector: { app: "not a label" } }),
        badLabel: service("web", {}, { labels: { "a b": "c" } }),
      });
    },
  },
  {
    id: "service-type-faults",
    name: "what does not go with a service's type is 422: type, headless, ExternalName, LoadBalancer's fields",
    async run(context) {
      const external = { type: "ExternalName", externalName: "db.example.com" };
      return answersTo(context, await ownServices(context), {
        unknownType: spec({ type: "Tunnel" }),
        headlessNodePort: spec({ type: "NodePort", clusterIP: "None" }),
        headlessLoadBalancer: spec({ type: "LoadBalancer", clusterIP: "None" }),
        externalWithoutName: spec({ type: "ExternalName" }),
        externalBadName: spec({ ...external, externalName: "not_a_name" }),
        externalWithAddress: spec({ ...external, clusterIP: "10.96.0.78" }),
        externalWithFamilies: spec({ ...external, ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" }),
        sourceRangesOnClusterIp: spec({ loadBalancerSourceRanges: ["10.0.0.0/8"] }),
        badSourceRange: spec({ type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/33", "nowhere"] }),
        allocateOnClusterIp: spec({ allocateLoadBalancerNodePorts: true }),
        classOnClusterIp: spec({ loadBalancerClass: "example.com/lb" }),
        badClass: spec({ type: "LoadBalancer", loadBalancerClass: "-bad-" }),
        healthPortOnClusterIp: spec({ healthCheckNodePort: 30_009 }),
      });
    },
  },
  {
    id: "service-policy-faults",
    name: "session affinity, traffic policies and distribution are closed sets that go with some types only",
    async run(context) {
      const affinity = (seconds: number) => ({
        sessionAffinity: "ClientIP",
        sessionAffinityConfig: { clientIP: { timeoutSeconds: seconds } },
      });
      return answersTo(context, await ownServices(context), {
        badAffinity: spec({ sessionAffinity: "Sometimes" }),
        zeroSeconds: spec(affinity(0)),
        tooManySeconds: spec(affinity(86_401)),
        externalOnClusterIp: spec({ externalTrafficPolicy: "Local" }),
        badExternal: spec({ type: "NodePort", externalTrafficPolicy: "Nearby" }),
        badInternal: spec({ internalTrafficPolicy: "Nearby" }),
        badDistribution: spec({ trafficDistribution: "PreferFar" }),
        loopbackExternalIp: spec({ externalIPs: ["127.0.0.1"] }),
        badExternalIp: spec({ externalIPs: ["nowhere"] }),
        affinityConfigWithoutAffinity: spec({ sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }),
      });
    },
  },
  {
    id: "every-service-fault-at-once",
    name: "several faults of a service are all told in one answer",
    async run(context) {
      const collection = await ownServices(context);
      const faulty = service("Web_1", {
        type: "NodePort",
        sessionAffinity: "Sometimes",
        internalTrafficPolicy: "Nearby",
        selector: { app: "not a label" },
        ports: [
          { port: 0, protocol: "ICMP" },
          { name: "X", port: 80, targetPort: "No" },
        ],
      });
      return { answer: seen(await context.api.post(collection, faulty)) };
    },
  },
  {
    id: "service-change-faults",
    name: "a change of a service is checked as its creation is, and a load balancer's class never changes",
    async run(context) {
      const { api } = context;
      const collection = await ownServices(context);
      await context.create(collection, service("web"));
      await context.create(collection, service("lb", { type: "LoadBalancer", loadBalancerClass: "example.com/a" }));
      const change = async (name: string, fields: JsonObject) =>
        seen(await api.patch(`${collection}/${name}`, "merge", { spec: fields }));
      return {
        noPorts: await change("web", { ports: null }),
        badPort: await change("web", { ports: [{ port: 99_999 }] }),
        badSelector: await change("web", { selector: { app: "not a label" } }),
        nodePortOnClusterIp: await change("web", { ports: [{ port: 80, nodePort: 30_010 }] }),
        externalWithoutName: await change("web", { type: "ExternalName" }),
        otherClass: await change("lb", { loadBalancerClass: "example.com/b" }),
        noClass: await change("lb", { loadBalancerClass: null }),
        headless: await change("lb", { type: "ClusterIP", clusterIP: "None", clusterIPs: ["None"] }),
        missing: seen(await api.patch(`${collection}/ghost`, "merge", { spec: {} })),
        unknownField: seen(
          await api.put(`${collection}/web`, service("web", { colour: "red" }), {
            query: { fieldValidation: "Strict" },
          }),
        ),
      };
    },
  },
]);
