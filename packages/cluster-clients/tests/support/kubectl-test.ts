import { join } from "node:path";
import { CaseContext } from "@resource-manager/cluster-contract/context";
import type { TestCluster } from "@resource-manager/cluster-contract/test-cluster";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findKubectl } from "./find-kubectl.ts";
import { type KubectlResult, KubectlSession } from "./kubectl-session.ts";
import { isEmbedded, openTestCluster } from "./open-test-cluster.ts";
import { comparable } from "./transcript.ts";

export interface KubectlTest {
  readonly session: KubectlSession;
  readonly context: CaseContext;
  readonly namespace: string;
  /** What one command showed, made comparable. */
  readonly shown: (result: KubectlResult) => string;
}

/** What was seen of a real control plane. */
export const expectationsFolder = join(import.meta.dirname, "..", "..", "expectations");

/**
 * Tests of kubectl on one cluster for the whole file. Where there is no kubectl they are skipped, and that is said.
 * A `transcript` compares all that was on the screen with what was recorded with the same kubectl from a real control plane.
 */
export async function kubectlTests() {
  const kubectl = await findKubectl();
  if (kubectl.kind === "missing") console.warn(`left out: the tests of kubectl. ${kubectl.why}`);
  let cluster: TestCluster;
  if (kubectl.kind === "found") {
    beforeAll(async () => {
      cluster = await openTestCluster();
    });
    afterAll(() => cluster[Symbol.asyncDispose]());
  }
  let count = 0;
  const run = async (body: (given: KubectlTest) => Promise<void>): Promise<string> => {
    if (kubectl.kind === "missing") throw new Error(kubectl.why);
    const context = new CaseContext(cluster, `k${Date.now().toString(36).slice(-6)}${count++}`);
    try {
      const namespace = await context.namespace("ns");
      await using session = await KubectlSession.open(kubectl.path, cluster.kubeconfigPath, namespace);
      const shown = ({ stdout, stderr }: KubectlResult) => comparable(stdout + stderr, context.aliases);
      await body({ session, context, namespace, shown });
      return comparable(session.transcript, context.aliases);
    } finally {
      await context.cleanUp();
    }
  };
  const found = kubectl.kind === "found";
  return {
    /** With `differsOnEmbedded` it is only recorded, and another test says what the embedded cluster does instead. */
    transcript: (
      id: string,
      name: string,
      body: (given: KubectlTest) => Promise<void>,
      { differsOnEmbedded = false }: { readonly differsOnEmbedded?: boolean } = {},
    ) =>
      test.runIf(found && !(isEmbedded && differsOnEmbedded))(name, async () => {
        await expect(await run(body)).toMatchFileSnapshot(join(expectationsFolder, `${id}.txt`));
      }),
    /** Where the two clusters differ on purpose. */
    onEmbedded: (name: string, body: (given: KubectlTest) => Promise<void>) =>
      test.runIf(found && isEmbedded)(name, () => run(body).then(() => undefined)),
    onBoth: (name: string, body: (given: KubectlTest) => Promise<void>) =>
      test.runIf(found)(name, () => run(body).then(() => undefined)),
  };
}
