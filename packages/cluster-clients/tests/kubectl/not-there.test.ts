import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pinnedPod, podsPath } from "@resource-manager/cluster-contract/manifests";
import { describe, expect } from "vitest";
import { expectationsFolder, type KubectlTest, kubectlTests } from "../support/kubectl-test.ts";

const { transcript, onEmbedded } = await kubectlTests();

const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { selector: { matchLabels: { a: "1" } }, template: { metadata: { labels: { a: "1" } } } },
};

describe("kubectl api-resources", () => {
  transcript(
    "api-resources",
    "names what the cluster has",
    async ({ session }) => {
      await session.type("api-resources --no-headers");
    },
    { differsOnEmbedded: true },
  );

  onEmbedded("names nothing that a real cluster does not have, in the same words", async ({ session, shown }) => {
    const recorded = await readFile(join(expectationsFolder, "api-resources.txt"), "utf8");
    const served = shown(await session.type("api-resources --no-headers"))
      .trim()
      .split("\n");
    expect(served.length).toBeGreaterThan(10);
    // A metrics server is an addition to a real cluster; the embedded one has its API built in.
    const ofKubernetes = served.filter((line) => !line.includes("metrics.k8s.io/"));
    expect(served.length - ofKubernetes.length).toBe(2);
    expect(recorded.split("\n")).toEqual(expect.arrayContaining(ofKubernetes));
  });
});

describe("kubectl top", () => {
  onEmbedded("shows what nodes and running pods use", async ({ session, context, namespace }) => {
    const server = await context.server();
    await context.create(podsPath(namespace), pinnedPod("web", server));
    await session.type("wait --for=condition=Ready pod/web --timeout=30s");
    const nodes = await session.type("top nodes --no-headers");
    expect(nodes.stdout).toMatch(new RegExp(`^${server}\\s+\\d+m\\s+\\d+%\\s+\\d+Mi\\s+\\d+%`, "m"));
    const pods = await session.type("top pods --no-headers");
    expect(pods.stdout).toMatch(/^web\s+\d+m\s+\d+Mi/m);
  });
});

describe("what the embedded cluster has not", () => {
  onEmbedded("nothing runs in its pods, and exec, attach, cp, debug and port-forward say so", async (given) => {
    const { session, context, namespace } = given;
    await context.create(podsPath(namespace), pinnedPod("web", await context.server()));
    await session.type("wait --for=condition=Ready pod/web --timeout=30s");
    for (const [command, part] of [
      ["exec web -- ls", "pods/exec"],
      ["attach web", "pods/attach"],
      ["cp web:/etc/hosts hosts", "pods/exec"],
      ["debug web --image=registry.example/tools:1", "pods/ephemeralcontainers"],
      ["port-forward pod/web 0:80", "pods/portforward"],
    ] as const) {
      await refused(
        given,
        command,
        `${part} is not there: this cluster is embedded, its pods are virtual and nothing runs in them`,
      );
    }
  });

  onEmbedded("workloads that it does not serve are refused by their name", async (given) => {
    await refused(given, "get deployments", `error: the server doesn't have a resource type "deployments"`);
    await refused(given, "get jobs,pods", `error: the server doesn't have a resource type "jobs"`);
    await refused(
      given,
      "scale deployment/web --replicas=3",
      `error: the server doesn't have a resource type "deployment"`,
    );
    await refused(given, "rollout status daemonset/web", `error: the server doesn't have a resource type "daemonset"`);
    await refused(
      given,
      "create deployment web --image=registry.example/app:1",
      "error: failed to create deployment: the server could not find the requested resource (post deployments.apps)",
    );
    const applied = await given.session.type("apply -f -", { input: deployment });
    expect(applied.stderr).toContain(`no matches for kind "Deployment" in version "apps/v1"`);
    expect(applied.exitCode).toBe(1);
  });
});

/** The command ends with an error, and with nothing but these words for the person. */
async function refused({ session }: KubectlTest, command: string, words: string): Promise<void> {
  const { stderr, exitCode } = await session.type(command);
  expect(stderr, command).toContain(words);
  expect(exitCode, command).not.toBe(0);
}
