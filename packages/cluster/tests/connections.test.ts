import { writeFile } from "node:fs/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ClusterAccess, ClusterConfigError } from "../src/cluster-access.ts";
import { type ClusterConnection, connectCluster } from "../src/connect.ts";
import { rawPod } from "./support/objects.ts";
import { REAL_CLOCK } from "./support/real-clock.ts";
import { ScriptedApi, sendJson, status } from "./support/scripted-api.ts";

const KEY = { namespace: "dev-team", name: "training" };
const OPTIONS = { clock: REAL_CLOCK, installationId: "installation-1" };

let api: ScriptedApi;
let connection: ClusterConnection;

beforeEach(async () => {
  api = await ScriptedApi.start();
  api.intercept = (_request, response) => {
    sendJson(response, 200, rawPod());
    return true;
  };
  connection = await connectCluster({ kubeconfigPath: api.kubeconfigPath }, OPTIONS);
});

afterEach(async () => {
  await connection.close();
  await api[Symbol.asyncDispose]();
});

function kubeconfig(change: (config: { users: { user: object }[]; clusters: { cluster: object }[] }) => void): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "scripted",
    clusters: [{ name: "scripted-cluster", cluster: { server: api.address } as object }],
    users: [{ name: "somebody", user: { token: "first-token" } as object }],
    contexts: [{ name: "scripted", context: { cluster: "scripted-cluster", user: "somebody" } }],
  };
  change(config);
  return JSON.stringify(config);
}

describe("connections are kept", () => {
  test("one after another: 50 calls over one connection or two, where client-node alone opens 50", async () => {
    for (let call = 0; call < 50; call += 1) {
      expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "ok" });
    }
    // A second one where a call starts before the first connection is handed back.
    const ours = api.connections;
    expect(ours).toBeLessThanOrEqual(2);

    const plain = new KubeConfig();
    plain.loadFromString(
      kubeconfig(({ clusters }) => Object.assign(clusters[0]?.cluster ?? {}, { "insecure-skip-tls-verify": true })),
    );
    const client = plain.makeApiClient(CoreV1Api);
    for (let call = 0; call < 50; call += 1) {
      await client.readNamespacedPod(KEY);
    }
    expect(api.connections - ours).toBe(50);
  });

  test("many at once: as many connections as calls in flight, and at most 64", async () => {
    await Promise.all(Array.from({ length: 8 }, () => connection.cluster.readPod(KEY)));
    expect(api.connections).toBeLessThanOrEqual(8);
    const answers = await Promise.all(Array.from({ length: 500 }, () => connection.cluster.readPod(KEY)));
    expect(answers.every(({ kind }) => kind === "ok")).toBe(true);
    expect(api.connections).toBeLessThanOrEqual(64);
  });

  test("more calls than it can send at once wait for each other without running out of time", async () => {
    const answerAfterMs = 300;
    const requestTimeoutMs = 1_500;
    let inFlight = 0;
    let mostInFlight = 0;
    api.intercept = (_request, response) => {
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        sendJson(response, 200, rawPod());
      }, answerAfterMs);
      return true;
    };
    await using impatient = await connectCluster(
      { kubeconfigPath: api.kubeconfigPath },
      { ...OPTIONS, requestTimeoutMs },
    );
    const callsMax = Math.ceil(requestTimeoutMs / answerAfterMs) * 64;
    const answers = await Promise.all(Array.from({ length: 2 * callsMax }, () => impatient.cluster.readPod(KEY)));
    expect(answers.filter(({ kind }) => kind !== "ok")).toEqual([]);
    expect(mostInFlight).toBe(32);
  });

  test("closing ends them", async () => {
    await connection.cluster.readPod(KEY);
    await connection.close();
    expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "unavailable" });
  });
});

describe("the pool is that of its certificates", () => {
  const withAuthority = (text: string) =>
    kubeconfig(({ clusters }) => {
      const data = Buffer.from(text).toString("base64");
      clusters[0] = {
        name: "scripted-cluster",
        cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": data },
      } as { cluster: object };
    });

  test("kept while they stay the same, also when many ask at once; another one once they were rotated", async () => {
    await writeFile(api.kubeconfigPath, withAuthority("first"));
    const access = new ClusterAccess({ kubeconfigPath: api.kubeconfigPath });
    const first = await Promise.all(Array.from({ length: 5 }, () => access.authorize()));
    expect(new Set(first.map(({ dispatcher }) => dispatcher)).size).toBe(1);
    access.reload();
    expect((await access.authorize()).dispatcher).toBe(first[0]?.dispatcher);
    await writeFile(api.kubeconfigPath, withAuthority("second"));
    access.reload();
    const rotated = await access.authorize();
    expect(rotated.dispatcher).not.toBe(first[0]?.dispatcher);
    expect((await access.authorize()).dispatcher).toBe(rotated.dispatcher);
    await access.close();
  });
});

describe("credentials", () => {
  test("a token that was rotated in the kubeconfig is read when the old one is refused", async () => {
    api.intercept = ({ headers }, response) => {
      const accepted = headers.authorization === "Bearer second-token";
      sendJson(response, accepted ? 200 : 401, accepted ? rawPod() : status(401, "Unauthorized", "Unauthorized"));
      return true;
    };
    expect(await connection.cluster.readPod(KEY)).toMatchObject({ message: expect.stringContaining("401") });
    await writeFile(
      api.kubeconfigPath,
      kubeconfig(({ users }) => Object.assign(users[0]?.user ?? {}, { token: "second-token" })),
    );
    // It was read a moment ago: not again for some seconds.
    vi.setSystemTime(Date.now() + 6_000);
    try {
      expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "unavailable" });
      expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "ok" });
    } finally {
      vi.useRealTimers();
    }
  });

  test("a kubeconfig that is broken or speaks of another address at that moment changes nothing", async () => {
    api.intercept = (_request, response) => {
      sendJson(response, 401, status(401, "Unauthorized", "Unauthorized"));
      return true;
    };
    await writeFile(api.kubeconfigPath, "half a fi");
    await connection.cluster.readPod(KEY);
    vi.setSystemTime(Date.now() + 6_000);
    try {
      await writeFile(
        api.kubeconfigPath,
        kubeconfig(({ clusters }) => Object.assign(clusters[0]?.cluster ?? {}, { server: "http://127.0.0.1:1" })),
      );
      await connection.cluster.readPod(KEY);
    } finally {
      vi.useRealTimers();
    }
    api.intercept = (_request, response) => {
      sendJson(response, 200, rawPod());
      return true;
    };
    expect(await connection.cluster.readPod(KEY)).toMatchObject({ kind: "ok" });
  });

  test("basic authentication", async () => {
    await connection.close();
    await writeFile(
      api.kubeconfigPath,
      kubeconfig(({ users }) => {
        users[0] = { name: "somebody", user: { username: "ann", password: "pass" } } as { user: object };
      }),
    );
    connection = await connectCluster({ kubeconfigPath: api.kubeconfigPath }, OPTIONS);
    await connection.cluster.readPod(KEY);
    expect(api.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from("ann:pass").toString("base64")}`);
  });

  test("an exec plugin that fails is an answer, and nothing was sent", async () => {
    await connection.close();
    await writeFile(
      api.kubeconfigPath,
      kubeconfig(({ users }) => {
        const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/nowhere/plugin", args: [] };
        users[0] = { name: "somebody", user: { exec } } as { user: object };
      }),
    );
    connection = await connectCluster({ kubeconfigPath: api.kubeconfigPath }, OPTIONS);
    expect(await connection.cluster.deletePod(KEY, "uid-1")).toMatchObject({
      kind: "unavailable",
      effectUnknown: false,
      message: expect.stringMatching(/credentials.*cannot be had.*plugin/),
    });
  });
});

describe("a kubeconfig that cannot be used", () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ["no YAML", "{{", undefined, /cannot be read/],
    ["empty", "", undefined, /cannot be read/],
    [
      "no contexts",
      JSON.stringify({ clusters: [], users: [], contexts: [] }),
      undefined,
      /no current context.*it has none/,
    ],
    ["an unknown context", "", "other", /has no context other: it has scripted/],
  ])("%s", async (_title, text, context, why) => {
    await writeFile(api.kubeconfigPath, text === "" && context !== undefined ? kubeconfig(() => {}) : text);
    const connecting = connectCluster({ kubeconfigPath: api.kubeconfigPath, context }, OPTIONS);
    await expect(connecting).rejects.toThrow(ClusterConfigError);
    await expect(connecting).rejects.toThrow(why);
  });

  test("not there", async () => {
    const connecting = connectCluster({ kubeconfigPath: "/nowhere/kubeconfig" }, OPTIONS);
    await expect(connecting).rejects.toThrow(/\/nowhere\/kubeconfig cannot be read.*ENOENT/);
  });

  test("a context that names a cluster which is not in the file", async () => {
    const text = kubeconfig((config) => {
      config.clusters = [];
    });
    await writeFile(api.kubeconfigPath, text);
    await expect(connectCluster({ kubeconfigPath: api.kubeconfigPath }, OPTIONS)).rejects.toThrow(
      /names a cluster or user that is not in it/,
    );
  });

  test("in-cluster configuration outside of a cluster", async () => {
    await expect(connectCluster({ inCluster: true }, OPTIONS)).rejects.toThrow(/does not run in a cluster/);
  });
});
