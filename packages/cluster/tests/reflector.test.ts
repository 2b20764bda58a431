import type { ObservedPod } from "@resource-manager/domain/model/pod";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ClusterAccess } from "../src/cluster-access.ts";
import { projectPod } from "../src/observed-pod.ts";
import { Reflector } from "../src/reflector.ts";
import { REFLECTOR_TIMINGS, type ReflectorTimings } from "../src/reflector-options.ts";
import { Transport } from "../src/transport.ts";
import { added, bookmark, deleted, modified, rawPod } from "./support/objects.ts";
import { REAL_CLOCK } from "./support/real-clock.ts";
import { listBody, openWatch, ScriptedApi, sendJson, status } from "./support/scripted-api.ts";

const FAST: ReflectorTimings = {
  ...REFLECTOR_TIMINGS,
  silenceMs: 300,
  provingSeconds: 0.1,
  provingSilenceMs: 300,
  openMs: 300,
  pageMs: 1_000,
  confirmEmptyMs: 10,
  backoff: { firstMs: 5, longestMs: 20 },
};

/** Only what the test breaks may fail: a second failure in a row would wait for a minute. */
const SLOW_TO_RETRY: ReflectorTimings = {
  ...FAST,
  silenceMs: 60_000,
  openMs: 10_000,
  backoff: { firstMs: 60_000, longestMs: 60_000 },
};

let api: ScriptedApi;
let access: ClusterAccess;
let reflector: Reflector<ObservedPod>;
let told: string[];
let verify: () => Promise<void>;
let onTold: (text: string) => void;

beforeEach(async () => {
  api = await ScriptedApi.start();
  access = new ClusterAccess({ kubeconfigPath: api.kubeconfigPath });
  told = [];
  verify = async () => {};
  onTold = () => {};
});

afterEach(async () => {
  await reflector.stop();
  await access.close();
  await api[Symbol.asyncDispose]();
});

function tell(text: string): void {
  told.push(text);
  onTold(text);
}

function start(timings: ReflectorTimings = FAST): void {
  reflector = new Reflector({
    kind: "pods",
    path: "/api/v1/pods",
    labelSelector: null,
    transport: new Transport(access, REAL_CLOCK, "test"),
    clock: REAL_CLOCK,
    random: () => 1,
    project: (raw) => projectPod(raw, "nvidia.com/gpu"),
    keyOf: ({ name }) => name,
    verify: () => verify(),
    timings,
    sink: {
      put: (key, pod) => tell(`put ${key} ${pod.uid} ${pod.resourceVersion}`),
      removed: (key, pod) => tell(`removed ${key} ${pod.uid}`),
      replaced: (before) => tell(`replaced ${before.size}`),
      emptied: (count) => tell(`emptied ${count}`),
      health: () => {},
    },
  });
  reflector.start();
}

function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 5_000, interval: 2 });
}

async function untilWatching(): Promise<void> {
  await until(() => expect(api.openWatches("pods")).toBe(1));
}

function pod(name: string, version: string, uid = `uid-of-${name}`) {
  return rawPod({ name, version, uid });
}

function names(): string[] {
  return [...reflector.objects.keys()].sort();
}

describe("list and watch", () => {
  test("lists page by page, then watches from the first page's version", async () => {
    api.scriptList(
      "pods",
      (response) => sendJson(response, 200, listBody([pod("a", "900")], "1000", "page-2")),
      (response) => sendJson(response, 200, listBody([pod("b", "901")], "1003", "page-3")),
      (response) => sendJson(response, 200, listBody([pod("c", "902")], "1007")),
    );
    start();
    await untilWatching();
    expect(names()).toEqual(["a", "b", "c"]);
    expect(reflector.synced).toBe(true);
    expect(api.listRequests("pods").map(({ query }) => query.get("continue"))).toEqual([null, "page-2", "page-3"]);
    expect(api.listRequests("pods")[0]?.query.get("limit")).toBe("500");
    const watch = api.watchRequests("pods")[0]?.query;
    expect(Object.fromEntries(watch ?? [])).toEqual({
      watch: "1",
      resourceVersion: "1000",
      allowWatchBookmarks: "true",
      timeoutSeconds: "10",
    });
  });

  test("is not synced, and knows nothing, before the last page", async () => {
    api.scriptList(
      "pods",
      (response) => sendJson(response, 200, listBody([pod("a", "900")], "1000", "page-2")),
      () => {},
    );
    start({ ...FAST, pageMs: 60_000 });
    await until(() => expect(api.listRequests("pods")).toHaveLength(2));
    expect(reflector.synced).toBe(false);
    expect(names()).toEqual([]);
    api.cutAll();
  });

  test("takes additions, changes and deletions", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    api.send("pods", added(pod("b", "1001")), modified(pod("a", "1002")), deleted(pod("b", "1003")));
    await until(() =>
      expect(told).toEqual(["replaced 0", "put b uid-of-b 1001", "put a uid-of-a 1002", "removed b uid-of-b"]),
    );
    expect(names()).toEqual(["a"]);
    expect(reflector.objects.get("a")?.resourceVersion).toBe("1002");
  });

  test("an orderly end is followed at once by the next watch from the last version, bookmarks included", async () => {
    start();
    await untilWatching();
    api.send("pods", added(pod("a", "1001")), bookmark("1010"));
    await until(() => expect(reflector.counters.bookmarks).toBe(1));
    api.endWatches("pods");
    await until(() => expect(api.watchRequests("pods")).toHaveLength(2));
    expect(api.watchRequests("pods")[1]?.query.get("resourceVersion")).toBe("1010");
    expect(reflector.counters).toMatchObject({ lists: 1, failures: 0 });
  });

  test("a pod deleted and made again under one name is seen as two, in one watch", async () => {
    api.setList("pods", [pod("a", "900", "first")], "1000");
    start();
    await untilWatching();
    api.send("pods", deleted(pod("a", "1001", "first")), added(pod("a", "1002", "second")));
    await until(() => expect(told.slice(1)).toEqual(["removed a first", "put a second 1002"]));
  });

  test("another uid under a known name removes the old one first, and a late deletion of the old one is not the new one's", async () => {
    api.setList("pods", [pod("a", "900", "first")], "1000");
    start();
    await untilWatching();
    api.send("pods", modified(pod("a", "1001", "second")), deleted(pod("a", "1002", "first")), added(pod("z", "1003")));
    await until(() => expect(told.slice(1)).toEqual(["removed a first", "put a second 1001", "put z uid-of-z 1003"]));
    expect(reflector.objects.get("a")?.uid).toBe("second");
    expect(reflector.counters.recreated).toBe(1);
  });
});

describe("every kind of error is survived, without a new list", () => {
  async function recoversFrom(breakIt: () => Promise<void> | void): Promise<void> {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    api.send("pods", added(pod("b", "1001")));
    await until(() => expect(names()).toEqual(["a", "b"]));
    await breakIt();
    await until(() => expect(reflector.counters.failures).toBeGreaterThan(0));
    await until(() => expect([reflector.why, api.openWatches("pods")]).toEqual([null, 1]));
    api.send("pods", added(pod("c", "1002")));
    await until(() => expect(names()).toEqual(["a", "b", "c"]));
    expect(api.watchRequests("pods").at(-1)?.query.get("resourceVersion")).toBe("1001");
    expect(reflector.counters.lists).toBe(1);
  }

  test.each([500, 502, 503, 504, 429, 403, 401, 404, 400])("HTTP %d when it reconnects", async (code) => {
    await recoversFrom(() => {
      const refuse = (response: Parameters<typeof sendJson>[0]) =>
        sendJson(response, code, status(code, "Whatever", "no"));
      api.scriptWatch("pods", refuse, refuse, refuse);
      api.endWatches("pods");
    });
  });

  test("an answer that is no Kubernetes' at all", async () => {
    await recoversFrom(() => {
      api.scriptWatch("pods", (response) => response.writeHead(503).end("<html>upstream connect error</html>"));
      api.endWatches("pods");
    });
  });

  test("connections cut", () => recoversFrom(() => api.cutAll()));

  test("the server gone and back", () =>
    recoversFrom(async () => {
      await api.close();
      await until(() => expect(reflector.counters.failures).toBeGreaterThan(3));
      expect(reflector.why).toContain("nothing listens at");
      expect(names()).toEqual(["a", "b"]);
      await api.listen();
    }));

  test("cut in the middle of a line: the half line is not read, and comes again", () =>
    recoversFrom(async () => {
      api.sendText("pods", JSON.stringify(added(pod("c", "1002"))).slice(0, 80));
      api.cutAll();
    }));

  test("an orderly end in the middle of a line", () =>
    recoversFrom(async () => {
      api.sendText("pods", JSON.stringify(added(pod("c", "1002"))).slice(0, 80));
      api.endWatches("pods");
      // The rest of the line is lost with its connection; the watch that follows is broken by an error of another kind.
      api.scriptWatch("pods", (response) => sendJson(response, 503, status(503, "ServiceUnavailable", "no")));
    }));

  test("a line that is no JSON", () => recoversFrom(() => api.sendText("pods", "}{\n")));

  test("an ERROR event that is not 410", () =>
    recoversFrom(() => api.send("pods", { type: "ERROR", object: status(500, "InternalError", "etcd is unwell") })));

  test("silence over an open connection (half-open)", () =>
    recoversFrom(async () => {
      api.forgetWatches("pods");
      await until(() => expect(reflector.counters.failures).toBe(1));
    }));

  test("after a silence a short watch is asked for, whose opening proves nothing and whose orderly end does", async () => {
    start({ ...FAST, provingSeconds: 1, provingSilenceMs: 60_000 });
    await untilWatching();
    const before = reflector.provedAt;
    api.forgetWatches("pods");
    await until(() => expect(api.openWatches("pods")).toBe(1));
    const asked = () => api.watchRequests("pods").map(({ query }) => query.get("timeoutSeconds"));
    expect(asked()).toEqual(["10", "1"]);
    expect([reflector.provedAt, reflector.why]).toEqual([before, expect.stringMatching(/brought nothing/)]);
    await until(() => expect(asked().slice(0, 3)).toEqual(["10", "1", "10"]));
    await until(() => expect(reflector.why).toBeNull());
    expect(reflector.counters.lists).toBe(1);
  });

  test("no head of an answer", () =>
    recoversFrom(() => {
      api.scriptWatch("pods", () => {});
      api.endWatches("pods");
    }));

  test("a version that goes backwards: it is not acted on", () =>
    recoversFrom(async () => {
      api.send("pods", modified(pod("a", "950")));
      await until(() => expect(reflector.counters.backwards).toBe(1));
      expect(reflector.objects.get("a")?.resourceVersion).toBe("900");
    }));

  test("a list that fails in every way before it succeeds", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    api.scriptList(
      "pods",
      (response) => sendJson(response, 503, status(503, "ServiceUnavailable", "starting")),
      (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"items":['),
      (response) => sendJson(response, 200, { kind: "PodList", items: [] }),
      (response) => sendJson(response, 200, listBody([pod("x", "1")], "1000", "page-2")),
      (response) => sendJson(response, 410, status(410, "Expired", "the continue parameter is too old")),
      (response) => response.destroy(),
      (response) => response.destroy(),
    );
    start();
    await untilWatching();
    expect(names()).toEqual(["a"]);
  });
});

describe("410 leads to a new list, with deletions worked out by uid", () => {
  async function relistsAfter(breakIt: () => void): Promise<void> {
    api.setList("pods", [pod("stays", "900"), pod("goes", "901"), pod("remade", "902", "first")], "1000");
    start();
    await untilWatching();
    api.setList("pods", [pod("stays", "900"), pod("remade", "1500", "second"), pod("comes", "1501")], "2000");
    breakIt();
    await until(() => expect(told).toEqual(["replaced 0", "replaced 3"]));
    await untilWatching();
    expect(names()).toEqual(["comes", "remade", "stays"]);
    expect(reflector.objects.get("remade")?.uid).toBe("second");
    expect(api.watchRequests("pods").at(-1)?.query.get("resourceVersion")).toBe("2000");
    expect(reflector.counters.lists).toBe(2);
  }

  test("as HTTP status", () =>
    relistsAfter(() => {
      api.scriptWatch("pods", (response) => sendJson(response, 410, status(410, "Gone", "too old resource version")));
      api.endWatches("pods");
    }));

  test("in the stream", () =>
    relistsAfter(() =>
      api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old resource version") }),
    ));

  test("an empty body with status 200, again and again, is a stale version too (kubernetes#104171)", () =>
    relistsAfter(() => {
      api.scriptWatch(
        "pods",
        ...Array.from(
          { length: 5 },
          () => (response: Parameters<typeof openWatch>[0]) => response.writeHead(200).end(),
        ),
      );
      api.endWatches("pods");
    }));

  test("a line that can never be read is got past by a new list", () =>
    relistsAfter(() => {
      const poison = (response: Parameters<typeof openWatch>[0]) => {
        openWatch(response);
        response.write("}{\n");
      };
      api.scriptWatch("pods", poison, poison, poison, poison, poison);
      api.endWatches("pods");
    }));

  test("one empty body is no reason for a new list", async () => {
    start();
    await untilWatching();
    api.scriptWatch("pods", (response) => response.writeHead(200).end());
    api.endWatches("pods");
    await until(() => expect(api.watchRequests("pods")).toHaveLength(3));
    expect(reflector.counters.lists).toBe(1);
  });

  test("a list that is older than what was seen is not believed", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    api.send("pods", bookmark("1500"));
    await until(() => expect(reflector.newest).toBe("1500"));
    api.setList("pods", [], "1200");
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(reflector.counters.backwards).toBeGreaterThan(0));
    expect(names()).toEqual(["a"]);
    api.setList("pods", [pod("b", "1600")], "1700");
    await until(() => expect(names()).toEqual(["b"]));
  });

  test("an empty list where there were pods is asked for twice, and told", async () => {
    api.setList("pods", [pod("a", "900"), pod("b", "901")], "1000");
    start();
    await untilWatching();
    api.setList("pods", [], "2000");
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(told).toEqual(["replaced 0", "replaced 2", "emptied 2"]));
    expect(reflector.counters.lists).toBe(3);
  });

  test("an empty list that is full the second time was a mistake", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    api.scriptList("pods", (response) => sendJson(response, 200, listBody([], "2000")));
    api.setList("pods", [pod("a", "900")], "2001");
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(told).toEqual(["replaced 0", "replaced 1"]));
    expect(names()).toEqual(["a"]);
  });
});

describe("what cannot be trusted", () => {
  test("an orderly end needs no verification", async () => {
    let verifications = 0;
    verify = async () => {
      verifications += 1;
    };
    start();
    for (let round = 1; round <= 3; round += 1) {
      await until(() => expect([api.watchRequests("pods").length, api.openWatches("pods")]).toEqual([round, 1]));
      api.send("pods", bookmark(String(1_000 + round)));
      await until(() => expect(reflector.counters.bookmarks).toBe(round));
      api.endWatches("pods");
    }
    await until(() => expect(api.watchRequests("pods")).toHaveLength(4));
    expect(verifications).toBe(0);
    await untilWatching();
    api.cutAll();
    await untilWatching();
    api.send("pods", bookmark("1010"));
    await until(() => expect(reflector.counters.bookmarks).toBe(4));
    api.endWatches("pods");
    await untilWatching();
    expect(verifications).toBe(1);
  });

  test("after a failure nothing is taken in until the cluster is verified", async () => {
    start();
    await untilWatching();
    let believed = false;
    verify = async () => {
      if (!believed) {
        throw new Error("another cluster answers");
      }
    };
    api.cutAll();
    await until(() => expect(reflector.counters.failures).toBeGreaterThan(3));
    expect(reflector.why).toBe("another cluster answers");
    expect(api.watchRequests("pods")).toHaveLength(1);
    believed = true;
    await untilWatching();
  });

  test("a new list is verified before it replaces what is known", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    verify = async () => {
      if (api.listRequests("pods").length > 1) {
        throw new Error("another cluster answers");
      }
    };
    api.setList("pods", [pod("other", "1")], "5000");
    api.send("pods", { type: "ERROR", object: status(410, "Expired", "too old") });
    await until(() => expect(reflector.why).toBe("another cluster answers"));
    expect(names()).toEqual(["a"]);
  });

  test("distrust lists anew and believes an older version", async () => {
    api.setList("pods", [pod("a", "900")], "1000");
    start();
    await untilWatching();
    api.setList("pods", [pod("a", "400")], "500");
    reflector.distrust("set back");
    await until(() => expect(reflector.objects.get("a")?.resourceVersion).toBe("400"));
    expect(reflector.newest).toBe("500");
  });
});

describe("odd input", () => {
  test("objects that are none are skipped and counted", async () => {
    api.setList("pods", [pod("a", "900"), { metadata: {} }, null as unknown as object], "1000");
    start();
    await untilWatching();
    api.send(
      "pods",
      added({ metadata: { resourceVersion: "1001" } }),
      added({}),
      { type: "DANCED", object: {} },
      {},
      added(pod("b", "1002")),
    );
    await until(() => expect(names()).toEqual(["a", "b"]));
    expect(reflector.counters).toMatchObject({ skipped: 6, failures: 0 });
  });

  test("a line of 8 MiB is read", async () => {
    start();
    await untilWatching();
    const huge = rawPod({
      name: "huge",
      version: "1001",
      metadata: { annotations: { text: "x".repeat(8 * 1024 * 1024) } },
    });
    api.send("pods", added(huge));
    await until(() => expect(names()).toEqual(["huge"]));
  });

  test("a line that comes byte by byte is read once it is whole", async () => {
    start();
    await untilWatching();
    const line = Buffer.from(`${JSON.stringify(added(pod("ä-slow", "1001")))}\n`);
    for (const byte of line) {
      api.sendText("pods", Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => expect(names()).toEqual(["ä-slow"]));
    expect(reflector.counters).toMatchObject({ parseErrors: 0, failures: 0 });
  });

  test("a line that comes for longer than the silence lasts is no silence", async () => {
    start();
    await untilWatching();
    const line = Buffer.from(`${JSON.stringify(added(pod("slow", "1001")))}\n`);
    const pieces = 10;
    for (let piece = 0; piece < pieces; piece += 1) {
      const [from, to] = [piece, piece + 1].map((part) => Math.ceil((part * line.length) / pieces));
      api.sendText("pods", line.subarray(from, to));
      await new Promise((resolve) => setTimeout(resolve, FAST.silenceMs / 5));
    }
    await until(() => expect(names()).toEqual(["slow"]));
    expect(reflector.counters).toMatchObject({ watches: 1, failures: 0 });
  });

  test("a fault of the listener is counted apart and stops nothing", async () => {
    start();
    await untilWatching();
    onTold = () => {
      throw new Error("our own fault");
    };
    api.send("pods", added(pod("a", "1001")), added(pod("b", "1002")));
    await until(() => expect(names()).toEqual(["a", "b"]));
    expect(reflector.counters).toMatchObject({ sinkErrors: 2, parseErrors: 0, failures: 0, watches: 1 });
  });
});

test("the first retry after a success is at once, however long the waits have become", async () => {
  start(SLOW_TO_RETRY);
  for (let outage = 1; outage <= 3; outage += 1) {
    await untilWatching();
    api.send("pods", bookmark(String(1_000 + outage)));
    await until(() => expect(reflector.counters.bookmarks).toBe(outage));
    api.cutAll();
    await until(() => expect(reflector.counters.failures).toBe(outage));
  }
  await untilWatching();
});

test("a long wait ends when the cluster is said to be back", async () => {
  start(SLOW_TO_RETRY);
  await untilWatching();
  const refuse = (response: Parameters<typeof sendJson>[0]) =>
    sendJson(response, 500, status(500, "InternalError", "no"));
  api.send("pods", bookmark("1001"));
  await until(() => expect(reflector.counters.bookmarks).toBe(1));
  api.scriptWatch("pods", refuse, refuse);
  api.endWatches("pods");
  await until(() => expect(reflector.counters.failures).toBe(2));
  reflector.wake();
  await untilWatching();
});

test("a wait that the server asked for is kept", async () => {
  start();
  await untilWatching();
  let askedAt = 0;
  api.scriptWatch("pods", (response) => {
    askedAt = Date.now();
    sendJson(response, 429, status(429, "TooManyRequests", "slow down"), { "retry-after": "1" });
  });
  api.endWatches("pods");
  await until(() => expect(api.watchRequests("pods")).toHaveLength(3));
  expect(Date.now() - askedAt).toBeGreaterThanOrEqual(990);
});

test("stopping ends the watch and its connection", async () => {
  start();
  await untilWatching();
  await reflector.stop();
  await until(() => expect(api.openWatches("pods")).toBe(0));
  expect(api.watchRequests("pods")).toHaveLength(1);
});
