import type { ServerResponse } from "node:http";
import type { PodOrder } from "@resource-manager/domain/ports/cluster";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ClusterConnection, type ConnectOptions, connectCluster } from "../src/connect.ts";
import { rawPod } from "./support/objects.ts";
import { REAL_CLOCK } from "./support/real-clock.ts";
import { listBody, ScriptedApi, type SeenRequest, sendJson, status } from "./support/scripted-api.ts";

const KEY = { namespace: "dev-team", name: "training" };
const AT = { uid: "uid-1", resourceVersion: "77" };
const POD_PATH = "/api/v1/namespaces/dev-team/pods/training";
const ORDER: PodOrder = {
  ...KEY,
  server: "gpu-1",
  version: 1,
  mark: { installationId: "installation-1", podId: "p", allocationId: "a", team: "dev-team", owner: "ann@example.com" },
  spec: {
    image: "registry.example/train:1",
    command: [],
    env: [],
    ports: [],
    resources: { gpus: 1, cpuMillis: 2_000, ramBytes: 4096, storageBytes: 0 },
    restartPolicy: "ALWAYS",
    gpuModels: [],
    server: null,
  },
};

let api: ScriptedApi;
let connection: ClusterConnection;
let warnings: string[];

beforeEach(async () => {
  api = await ScriptedApi.start();
  warnings = [];
  await connect({});
});

afterEach(async () => {
  await connection.close();
  await api[Symbol.asyncDispose]();
});

async function connect(options: Partial<ConnectOptions>): Promise<void> {
  connection = await connectCluster(
    { kubeconfigPath: api.kubeconfigPath },
    {
      clock: REAL_CLOCK,
      installationId: "installation-1",
      onWarning: (message) => warnings.push(message),
      ...options,
    },
  );
}

/** Answers the named requests (`METHOD path`); all others are left to the script. */
function answer(routes: Record<string, (response: ServerResponse, request: SeenRequest) => void>): void {
  api.intercept = (request, response) => {
    const route = routes[`${request.method} ${request.path}`];
    route?.(response, request);
    return route !== undefined;
  };
}

function pod(response: ServerResponse): void {
  sendJson(response, 200, rawPod({ uid: "uid-1", version: "78" }));
}

function lastRequest(): SeenRequest {
  const last = api.requests.at(-1);
  if (last === undefined) {
    throw new Error("nothing was sent");
  }
  return last;
}

function sent(): { line: string; query: object; type: string | undefined; body: unknown } {
  const { method, path, query, headers, body } = lastRequest();
  return {
    line: `${method} ${path}`,
    query: Object.fromEntries(query),
    type: headers["content-type"],
    body: body === "" ? null : JSON.parse(body),
  };
}

describe("what is sent", () => {
  test("identity reads kube-system's uid and the version", async () => {
    answer({
      "GET /api/v1/namespaces/kube-system": (response) =>
        sendJson(response, 200, { metadata: { uid: "uid-of-cluster" } }),
      "GET /version": (response) => sendJson(response, 200, { gitVersion: "v1.37.2" }),
    });
    expect(await connection.cluster.identity()).toEqual({
      kind: "ok",
      value: { uid: "uid-of-cluster", version: "v1.37.2" },
    });
  });

  test("an identity that says nothing is no identity", async () => {
    answer({
      "GET /api/v1/namespaces/kube-system": (response) => sendJson(response, 200, {}),
      "GET /version": (response) => sendJson(response, 200, { gitVersion: "v1.37.2" }),
    });
    expect(await connection.cluster.identity()).toMatchObject({ kind: "unavailable" });
  });

  test("createPod posts the manifest, and answers with what the cluster made of it", async () => {
    answer({ "POST /api/v1/namespaces/dev-team/pods": pod });
    const made = await connection.cluster.createPod(ORDER);
    expect(made).toMatchObject({ kind: "ok", value: { uid: "uid-1", resourceVersion: "78", status: "RUNNING" } });
    expect(sent()).toMatchObject({
      query: { fieldManager: "resource-manager" },
      type: "application/json",
      body: { metadata: { name: "training", namespace: "dev-team" }, spec: { containers: [{ name: "main" }] } },
    });
  });

  test("a dry run says so, for every call that has an effect", async () => {
    const dry = { dryRun: true };
    answer({
      "POST /api/v1/namespaces/dev-team/pods": pod,
      [`PATCH ${POD_PATH}`]: pod,
      [`PATCH ${POD_PATH}/resize`]: pod,
      [`DELETE ${POD_PATH}`]: pod,
    });
    const { cluster } = connection;
    expect(await cluster.createPod(ORDER, dry)).toMatchObject({ kind: "ok" });
    expect(await cluster.setImage(KEY, AT, "x", dry)).toMatchObject({ kind: "ok" });
    expect(await cluster.resizePod(KEY, AT, { cpuMillis: 1, ramBytes: 1 }, dry)).toMatchObject({ kind: "ok" });
    expect(await cluster.deletePod(KEY, "uid-1", dry)).toEqual({ kind: "ok", value: null });
    expect(api.requests.map(({ query }) => query.get("dryRun"))).toEqual(["All", "All", "All", null]);
    // The API server takes a deletion's options from its body alone, if it has one.
    expect(sent().body).toEqual({ preconditions: { uid: "uid-1" }, dryRun: ["All"] });
  });

  test("deletePod names the uid that it means", async () => {
    answer({ [`DELETE ${POD_PATH}`]: pod });
    await connection.cluster.deletePod(KEY, "uid-1", { graceSeconds: 0 });
    expect(sent()).toMatchObject({
      line: `DELETE ${POD_PATH}`,
      query: {},
      body: { preconditions: { uid: "uid-1" }, gracePeriodSeconds: 0 },
    });
    await connection.cluster.deletePod(KEY, "uid-1");
    expect(sent().body).toEqual({ preconditions: { uid: "uid-1" } });
  });

  test("resizePod goes to the subresource with requests = limits, uid and version", async () => {
    answer({ [`PATCH ${POD_PATH}/resize`]: pod });
    await connection.cluster.resizePod(KEY, AT, { cpuMillis: 2_500, ramBytes: 8_192 });
    const quantities = { cpu: "2500m", memory: "8192" };
    expect(sent()).toEqual({
      line: `PATCH ${POD_PATH}/resize`,
      query: { fieldManager: "resource-manager" },
      type: "application/strategic-merge-patch+json",
      body: {
        metadata: AT,
        spec: { containers: [{ name: "main", resources: { requests: quantities, limits: quantities } }] },
      },
    });
  });

  test("setImage is a strategic merge patch with uid and version", async () => {
    answer({ [`PATCH ${POD_PATH}`]: pod });
    await connection.cluster.setImage(KEY, AT, "registry.example/train:2");
    expect(sent()).toEqual({
      line: `PATCH ${POD_PATH}`,
      query: { fieldManager: "resource-manager" },
      type: "application/strategic-merge-patch+json",
      body: { metadata: AT, spec: { containers: [{ name: "main", image: "registry.example/train:2" }] } },
    });
  });

  test("every request carries the credentials and our name, each header once", async () => {
    answer({ [`GET ${POD_PATH}`]: pod });
    await connection.cluster.readPod(KEY);
    const { headers } = lastRequest();
    expect(headers.authorization).toBe("Bearer first-token");
    expect(headers["user-agent"]).toBe("resource-manager");
    expect(headers.accept).toBe("application/json, */*;q=0.8");
  });

  test("podEvents asks for the events of that pod only, and sorts them", async () => {
    const event = (reason: string, times: object) => ({
      type: "Normal",
      reason,
      message: "m",
      involvedObject: {},
      metadata: {},
      ...times,
    });
    answer({
      "GET /api/v1/namespaces/dev-team/events": (response) =>
        sendJson(
          response,
          200,
          listBody(
            [
              event("Pulled", {
                lastTimestamp: "2026-01-01T10:00:05Z",
                firstTimestamp: "2026-01-01T10:00:01Z",
                count: 3,
                source: { component: "kubelet" },
              }),
              event("Scheduled", { eventTime: "2026-01-01T10:00:00.123456Z", reportingComponent: "default-scheduler" }),
              {
                ...event("BackOff", { series: { count: 9, lastObservedTime: "2026-01-01T10:00:09.5Z" } }),
                type: "Warning",
              },
            ],
            "1",
          ),
        ),
    });
    const events = await connection.cluster.podEvents(KEY, "uid-1");
    expect(lastRequest().query.get("fieldSelector")).toBe(
      "involvedObject.kind=Pod,involvedObject.name=training,involvedObject.uid=uid-1",
    );
    expect(events).toEqual({
      kind: "ok",
      value: [
        {
          type: "NORMAL",
          reason: "Scheduled",
          message: "m",
          count: 1,
          source: "default-scheduler",
          firstSeenAt: new Date("2026-01-01T10:00:00.123Z"),
          lastSeenAt: new Date("2026-01-01T10:00:00.123Z"),
        },
        {
          type: "NORMAL",
          reason: "Pulled",
          message: "m",
          count: 3,
          source: "kubelet",
          firstSeenAt: new Date("2026-01-01T10:00:01Z"),
          lastSeenAt: new Date("2026-01-01T10:00:05Z"),
        },
        {
          type: "WARNING",
          reason: "BackOff",
          message: "m",
          count: 9,
          source: "",
          firstSeenAt: null,
          lastSeenAt: new Date("2026-01-01T10:00:09.500Z"),
        },
      ],
    });
  });

  test("podLog reads the end of the log", async () => {
    answer({
      [`GET ${POD_PATH}/log`]: (response) =>
        response.writeHead(200, { "content-type": "text/plain" }).end("one\ntwo\n"),
    });
    expect(await connection.cluster.podLog(KEY, 2)).toEqual({ kind: "ok", value: "one\ntwo\n" });
    expect(lastRequest().query.get("tailLines")).toBe("2");
    answer({ [`GET ${POD_PATH}/log`]: (response) => response.writeHead(200, { "content-type": "text/plain" }).end() });
    expect(await connection.cluster.podLog(KEY, 2)).toEqual({ kind: "ok", value: "" });
  });
});

describe("names that would make the path mean something else", () => {
  // `pods/` with DELETE would mean all pods, `pods/..` the namespace itself.
  test.each(["", ".", "..", "a/b", "a%2fb", "A", "-a", "a-", "a b", "ä", "a?dryRun=All", "x".repeat(254)])(
    "%j is refused and nothing is sent",
    async (name) => {
      const { cluster } = connection;
      const answers = [
        await cluster.deletePod({ ...KEY, name }, "uid-1"),
        await cluster.deletePod({ ...KEY, namespace: name }, "uid-1"),
        await cluster.readPod({ ...KEY, name }),
        await cluster.resizePod({ ...KEY, name }, AT, { cpuMillis: 1, ramBytes: 1 }),
        await cluster.setImage({ ...KEY, name }, AT, "x"),
        await cluster.podLog({ ...KEY, name }, 1),
        await cluster.podEvents({ ...KEY, namespace: name }, null),
        await cluster.createPod({ ...ORDER, namespace: name }),
        await cluster.ensureNamespace(name, "dev-team"),
      ];
      for (const refused of answers) {
        expect(refused).toMatchObject({
          kind: "rejected",
          reason: "Invalid",
          problems: [{ path: expect.stringMatching(/^metadata\./) }],
        });
      }
      expect(api.requests).toEqual([]);
    },
  );
});

describe("what comes back", () => {
  test.each<[string, (response: ServerResponse) => void, object]>([
    [
      "missing",
      (r) => sendJson(r, 404, status(404, "NotFound", "no", { name: "training", kind: "pods" })),
      { kind: "notFound" },
    ],
    [
      "there already",
      (r) => sendJson(r, 409, status(409, "AlreadyExists", "there", { name: "training" })),
      { kind: "alreadyExists" },
    ],
    ["conflict", (r) => sendJson(r, 409, status(409, "Conflict", "changed")), { kind: "conflict", message: "changed" }],
    [
      "busy",
      (r) => sendJson(r, 429, status(429, "TooManyRequests", "busy"), { "retry-after": "4" }),
      { kind: "unavailable", effectUnknown: false, retryAfterMs: 4_000 },
    ],
    [
      "broken",
      (r) => sendJson(r, 500, status(500, "InternalError", "etcd")),
      { kind: "unavailable", message: "etcd", effectUnknown: true },
    ],
    ["cut after sending", (r) => r.destroy(), { kind: "unavailable", effectUnknown: true }],
    [
      "no JSON",
      (r) => r.writeHead(200, { "content-type": "application/json" }).end("<html>"),
      { kind: "unavailable", effectUnknown: true },
    ],
    ["no pod", (r) => sendJson(r, 200, { kind: "Pod" }), { kind: "unavailable", effectUnknown: true }],
    ["no type", (r) => r.writeHead(200).end("hello"), { kind: "unavailable", effectUnknown: true }],
  ])("of a create: %s", async (_title, reply, expected) => {
    answer({ "POST /api/v1/namespaces/dev-team/pods": reply });
    expect(await connection.cluster.createPod(ORDER)).toMatchObject(expected);
    expect(api.requests).toHaveLength(1);
  });

  test("a time-out leaves the effect of a write open, never that of a read or a dry run", async () => {
    await connection.close();
    await connect({ requestTimeoutMs: 100 });
    api.intercept = () => true;
    const { cluster } = connection;
    const late = { kind: "unavailable", message: expect.stringContaining("no answer within 0.1 s") };
    expect(await cluster.createPod(ORDER)).toMatchObject({ ...late, effectUnknown: true });
    expect(await cluster.deletePod(KEY, "uid-1")).toMatchObject({ ...late, effectUnknown: true });
    expect(await cluster.createPod(ORDER, { dryRun: true })).toMatchObject({ ...late, effectUnknown: false });
    expect(await cluster.readPod(KEY)).toMatchObject({ ...late, effectUnknown: false });
  });

  test("a cluster that is not there was surely not reached", async () => {
    await api.close();
    const made = await connection.cluster.createPod(ORDER);
    expect(made).toMatchObject({
      kind: "unavailable",
      effectUnknown: false,
      message: expect.stringContaining("nothing listens at"),
    });
    await api.listen();
  });

  test("a read is sent again when its kept connection turns out to be closed; a write never is", async () => {
    let replies = 0;
    const cutOnce = (response: ServerResponse) => {
      replies += 1;
      return replies === 1 ? response.destroy() : pod(response);
    };
    answer({ [`GET ${POD_PATH}`]: cutOnce, [`PATCH ${POD_PATH}`]: cutOnce });
    expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "ok" });
    expect(api.requests).toHaveLength(2);
    replies = 0;
    expect(await connection.cluster.setImage(KEY, AT, "x")).toMatchObject({ kind: "unavailable", effectUnknown: true });
    expect(api.requests).toHaveLength(3);
  });
});

describe("ensureNamespace", () => {
  test("leaves one that exists as it is", async () => {
    answer({
      "GET /api/v1/namespaces/dev-team": (response) => sendJson(response, 200, { metadata: { name: "dev-team" } }),
    });
    expect(await connection.cluster.ensureNamespace("dev-team", "team")).toEqual({ kind: "ok", value: "UNTOUCHED" });
    expect(api.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("makes a missing one, under Pod Security restricted, with our mark; somebody else may have been faster", async () => {
    const missing = (response: ServerResponse) =>
      sendJson(response, 404, status(404, "NotFound", "no", { name: "dev-team" }));
    answer({
      "GET /api/v1/namespaces/dev-team": missing,
      "POST /api/v1/namespaces": (r) => sendJson(r, 201, { metadata: {} }),
    });
    expect(await connection.cluster.ensureNamespace("dev-team", "team-a")).toEqual({ kind: "ok", value: "MADE" });
    expect(sent().body).toMatchObject({
      metadata: {
        name: "dev-team",
        labels: {
          "app.kubernetes.io/managed-by": "resource-manager",
          "resource-manager.dev/installation": "installation-1",
          "resource-manager.dev/team": "team-a",
          "pod-security.kubernetes.io/enforce": "restricted",
        },
      },
    });
    let reads = 0;
    const labels = { "resource-manager.dev/installation": "another" };
    answer({
      "GET /api/v1/namespaces/dev-team": (r) =>
        reads++ === 0 ? missing(r) : sendJson(r, 200, { metadata: { name: "dev-team", labels } }),
      "POST /api/v1/namespaces": (r) => sendJson(r, 409, status(409, "AlreadyExists", "there", { name: "dev-team" })),
    });
    expect(await connection.cluster.ensureNamespace("dev-team", "team-a")).toEqual({ kind: "ok", value: "UNTOUCHED" });
  });
});

describe("the priority class", () => {
  const CLASS = "/apis/scheduling.k8s.io/v1/priorityclasses";
  const missing = (response: ServerResponse) =>
    sendJson(response, 404, status(404, "NotFound", "no", { name: "calm" }));
  const forbidden = (response: ServerResponse) => sendJson(response, 403, status(403, "Forbidden", "you may not"));
  const exists = (policy: string) => (response: ServerResponse) =>
    sendJson(response, 200, { metadata: { name: "calm" }, value: 0, preemptionPolicy: policy });
  const posted = () =>
    api.requests
      .filter(({ path }) => path.endsWith("/pods"))
      .map(({ body }) => JSON.parse(body).spec.priorityClassName);

  beforeEach(async () => {
    await connection.close();
    await connect({ priorityClassName: "calm" });
  });

  test("is made once, never preempting, and put on every pod", async () => {
    answer({
      [`GET ${CLASS}/calm`]: missing,
      [`POST ${CLASS}`]: exists("Never"),
      "POST /api/v1/namespaces/dev-team/pods": pod,
    });
    await connection.cluster.createPod(ORDER);
    await connection.cluster.createPod(ORDER);
    const made = api.requests.filter(({ method, path }) => method === "POST" && path === CLASS);
    expect(made.map(({ body }) => JSON.parse(body))).toMatchObject([
      { metadata: { name: "calm" }, value: 0, preemptionPolicy: "Never", globalDefault: false },
    ]);
    expect(posted()).toEqual(["calm", "calm"]);
    expect(warnings).toEqual([]);
  });

  test.each<[string, Record<string, (response: ServerResponse) => void>, RegExp]>([
    ["may not be made", { [`GET ${CLASS}/calm`]: missing, [`POST ${CLASS}`]: forbidden }, /you may not/],
    ["may not be read", { [`GET ${CLASS}/calm`]: forbidden }, /you may not/],
    ["exists and preempts", { [`GET ${CLASS}/calm`]: exists("PreemptLowerPriority") }, /lets pods evict others/],
  ])("that %s: pods go without, and one warning says so", async (_title, routes, warning) => {
    answer({ ...routes, "POST /api/v1/namespaces/dev-team/pods": pod });
    await connection.cluster.createPod(ORDER);
    await connection.cluster.createPod(ORDER);
    expect(posted()).toEqual([undefined, undefined]);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test("while the cluster is away, no pod is sent and nothing is settled", async () => {
    answer({
      [`GET ${CLASS}/calm`]: (response) => sendJson(response, 503, status(503, "ServiceUnavailable", "later")),
    });
    expect(await connection.cluster.createPod(ORDER)).toMatchObject({ kind: "unavailable", effectUnknown: false });
    answer({ [`GET ${CLASS}/calm`]: exists("Never"), "POST /api/v1/namespaces/dev-team/pods": pod });
    expect(await connection.cluster.createPod(ORDER)).toMatchObject({ kind: "ok" });
    expect(posted()).toEqual(["calm"]);
  });

  test("that was deleted is made again with the next try", async () => {
    const lost = 'pods "training" is forbidden: no PriorityClass with name calm was found';
    answer({
      [`GET ${CLASS}/calm`]: exists("Never"),
      "POST /api/v1/namespaces/dev-team/pods": (response) => sendJson(response, 403, status(403, "Forbidden", lost)),
    });
    expect(await connection.cluster.createPod(ORDER)).toEqual({
      kind: "unavailable",
      message: lost,
      effectUnknown: false,
      retryAfterMs: 200,
    });
    await connection.cluster.createPod(ORDER);
    expect(api.requests.filter(({ path }) => path === `${CLASS}/calm`)).toHaveLength(2);
  });
});
