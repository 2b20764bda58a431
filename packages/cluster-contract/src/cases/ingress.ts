import { casesOf } from "../case.ts";
import { at, type JsonObject } from "../json.ts";
import { lifeOf } from "../life-of-kind.ts";
import { answersTo, ingress, ingressesPath } from "../networking.ts";
import { seen } from "../observe.ts";

const backend = (name = "web", port: JsonObject = { number: 80 }): JsonObject => ({ service: { name, port } });
const path = (fields: JsonObject = {}): JsonObject => ({
  path: "/",
  pathType: "Prefix",
  backend: backend(),
  ...fields,
});
const rule = (fields: JsonObject = {}, host = "web.example.com"): JsonObject => ({
  host,
  http: { paths: [path(fields)] },
});
const withPath = (fields: JsonObject): JsonObject => ingress("web", { rules: [rule(fields)] });

export const ingressCases = casesOf("ingress", [
  lifeOf("ingress", async (context) => ({
    collection: ingressesPath(await context.namespace()),
    object: ingress("web", {
      ingressClassName: "nginx",
      tls: [{ hosts: ["web.example.com"], secretName: "web-tls" }],
      rules: [
        rule(),
        { host: "*.example.com", http: { paths: [path({ backend: backend("api", { name: "http" }) })] } },
      ],
    }),
  })),
  {
    id: "ingress-generation",
    name: "a change of an ingress' spec counts its generation; one of its labels or its status does not",
    async run(context) {
      const { api } = context;
      const collection = ingressesPath(await context.namespace());
      const at1 = `${collection}/web`;
      await context.create(collection, ingress("web", { defaultBackend: backend() }));
      const shown = ["metadata.generation", "spec", "status"];
      const loadBalancer = { ingress: [{ ip: "198.51.100.7", ports: [{ port: 80, protocol: "TCP" }] }] };
      return {
        labelled: seen(await api.patch(at1, "merge", { metadata: { labels: { a: "1" } } }), shown),
        status: seen(
          await api.patch(`${at1}/status`, "merge", { spec: { rules: [rule()] }, status: { loadBalancer } }),
          shown,
        ),
        statusByMain: seen(await api.patch(at1, "merge", { status: { loadBalancer: {} } }), shown),
        changed: seen(await api.patch(at1, "merge", { spec: { rules: [rule()] } }), shown),
        badStatus: seen(
          await api.patch(`${at1}/status`, "merge", {
            status: {
              loadBalancer: { ingress: [{ ip: "nowhere" }, { hostname: "10.0.0.1" }, { hostname: "No_Host" }] },
            },
          }),
        ),
      };
    },
  },
  {
    id: "ingress-backends",
    name: "an ingress may have a default backend alone, or a resource as a backend",
    async run(context) {
      const collection = ingressesPath(await context.namespace());
      const resource = { apiGroup: "example.com", kind: "Bucket", name: "static" };
      return answersTo(context, collection, {
        defaultAlone: ingress("default", { defaultBackend: backend() }),
        resource: ingress("resource", { defaultBackend: { resource } }),
        noHost: ingress("nohost", { rules: [{ http: { paths: [path()] } }] }),
        hostAlone: ingress("hostalone", { rules: [{ host: "web.example.com" }], defaultBackend: backend() }),
        ownPath: ingress("ownpath", { rules: [rule({ path: "/a(.*)", pathType: "ImplementationSpecific" })] }),
      });
    },
  },
  {
    id: "ingress-path-faults",
    name: "an ingress' paths: not absolute, with bad sequences, without or with an unknown type are 422",
    async run(context) {
      return answersTo(context, ingressesPath(await context.namespace()), {
        relative: withPath({ path: "shop" }),
        empty: withPath({ path: "" }),
        doubleSlash: withPath({ path: "/a//b" }),
        dots: withPath({ path: "/a/../b" }),
        endsInDots: withPath({ path: "/a/.." }),
        encodedSlash: withPath({ path: "/a%2fb", pathType: "Exact" }),
        ownRelative: withPath({ path: "shop", pathType: "ImplementationSpecific" }),
        noType: ingress("web", { rules: [{ http: { paths: [{ path: "/", backend: backend() }] } }] }),
        unknownType: withPath({ pathType: "Regex" }),
        noPaths: ingress("web", { rules: [{ host: "web.example.com", http: { paths: [] } }] }),
      });
    },
  },
  {
    id: "ingress-backend-faults",
    name: "an ingress' backends: none, two, without a port, with two, or badly named are 422",
    async run(context) {
      const resource = { kind: "Bucket", name: "static" };
      const withBackend = (fields: JsonObject) => withPath({ backend: fields });
      return answersTo(context, ingressesPath(await context.namespace()), {
        nothing: ingress("web", {}),
        noBackend: withBackend({}),
        both: withBackend({ ...backend(), resource }),
        noPort: withBackend(backend("web", {})),
        twoPorts: withBackend(backend("web", { number: 80, name: "http" })),
        portTooHigh: withBackend(backend("web", { number: 70_000 })),
        badPortName: withBackend(backend("web", { name: "Not-A-Port-Name" })),
        noName: withBackend(backend("", { number: 80 })),
        badName: withBackend(backend("Web_1")),
        badResource: withBackend({ resource: { apiGroup: "-bad-", kind: "", name: "a/b" } }),
        badDefault: ingress("web", { defaultBackend: {} }),
      });
    },
  },
  {
    id: "ingress-host-faults",
    name: "an ingress' hosts are DNS names, at most the first label a wildcard; its class, TLS secret and annotation are checked",
    async run(context) {
      const host = (name: string) => ingress("web", { rules: [rule({}, name)] });
      const tls = (fields: JsonObject) => ingress("web", { defaultBackend: backend(), tls: [fields] });
      return answersTo(context, ingressesPath(await context.namespace()), {
        address: host("10.0.0.1"),
        capital: host("Web.example.com"),
        withPort: host("web.example.com:80"),
        wildcardInside: host("web.*.example.com"),
        wildcardAlone: host("*"),
        tlsHost: tls({ hosts: ["No_Host", "*.*.com"] }),
        tlsSecret: tls({ secretName: "No_Secret" }),
        badClass: ingress("web", { defaultBackend: backend(), ingressClassName: "No_Class" }),
        classTwice: ingress(
          "web",
          { defaultBackend: backend(), ingressClassName: "nginx" },
          { annotations: { "kubernetes.io/ingress.class": "other" } },
        ),
        badName: ingress("No_Ingress", { defaultBackend: backend() }),
        oldAnnotation: ingress(
          "old",
          { defaultBackend: backend() },
          { annotations: { "kubernetes.io/ingress.class": "nginx" } },
        ),
      });
    },
  },
  {
    id: "ingress-patches",
    name: "an ingress' rules are replaced as a whole by every patch; an apply owns them; a bad change is 422 and a dry run changes nothing",
    async run(context) {
      const { api } = context;
      const collection = ingressesPath(await context.namespace());
      const at1 = `${collection}/web`;
      const object = ingress("web", { rules: [rule({}, "a.example.com"), rule({}, "b.example.com")] });
      const query = { fieldManager: "one" };
      const applied = await api.patch(at1, "apply", object, { query });
      const strategic = await api.patch(at1, "strategic", { spec: { rules: [rule({}, "c.example.com")] } });
      const conflict = await api.patch(at1, "apply", object, { query });
      const forced = await api.patch(at1, "apply", object, { query: { ...query, force: true } });
      const byIndex = await api.patch(at1, "json", [{ op: "remove", path: "/spec/rules/0" }]);
      const bad = await api.patch(at1, "merge", { spec: { rules: null } });
      const dry = await api.patch(
        at1,
        "merge",
        { spec: { rules: [rule({}, "d.example.com")] } },
        { query: { dryRun: "All" } },
      );
      const hosts = (json: unknown) =>
        [0, 1].map((index) => at(json as JsonObject, `spec.rules.${index}.host`) ?? null);
      return {
        applied: { status: applied.status, hosts: hosts(applied.json) },
        strategic: { status: strategic.status, hosts: hosts(strategic.json) },
        conflict: seen(conflict),
        forced: { status: forced.status, hosts: hosts(forced.json) },
        byIndex: { status: byIndex.status, hosts: hosts(byIndex.json) },
        bad: seen(bad),
        dry: { status: dry.status, hosts: hosts(dry.json) },
        after: hosts((await api.get(at1)).json),
      };
    },
  },
]);
