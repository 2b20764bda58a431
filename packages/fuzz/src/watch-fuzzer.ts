import type { Laboratory } from "@resource-manager/laboratory/laboratory";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import type { Seeded } from "@resource-manager/simulation/seeded";
import { randomOf } from "./input-random.ts";
import type { Verdict } from "./judge-answer.ts";
import { mutatedEvent } from "./kubernetes-objects.ts";
import type { WatchedKind, WatchInjector } from "./watch-injector.ts";

export interface WatchFuzzer {
  /** Sends the inputs from this one on into a watch, and then proves that good objects still arrive. The same verdict counts for all. */
  sendBatch(first: number, count: number): Promise<Verdict>;
}

interface WatchFuzzerOptions {
  readonly injector: WatchInjector;
  readonly laboratory: Laboratory;
  /** Of the API. */
  readonly url: string;
  readonly seed: number;
}

/** With objects of today's cluster as templates: call it when all servers and pods are there. */
export async function openWatchFuzzer({ injector, laboratory, url, seed }: WatchFuzzerOptions): Promise<WatchFuzzer> {
  const templates: Readonly<Record<WatchedKind, readonly object[]>> = {
    nodes: await laboratory.listNodes(),
    pods: await laboratory.listPods(),
  };
  return {
    async sendBatch(first, count) {
      const random = randomOf(seed, "watch", first);
      const kind = random.pick<WatchedKind>(["nodes", "pods"]);
      const ending = pickEnding(random);
      const lines = (version: string) =>
        Array.from({ length: count }, (_, offset) => {
          const inputRandom = randomOf(seed, "watch", first + offset);
          return `${JSON.stringify(mutatedEvent(inputRandom, inputRandom.pick(templates[kind]), version))}\n`;
        }).join("");
      await injector.inject(kind, (version) => lines(version) + ending.text, { end: ending.closes });
      const fault = await provesAlive(laboratory, url, `canary-${first}`);
      return { class: `${kind}, then ${ending.name}`, fault };
    },
  };
}

interface Ending {
  readonly name: string;
  readonly text: string;
  readonly closes: boolean;
}

const errorEvent = (status: object): string => `${JSON.stringify({ type: "ERROR", object: status })}\n`;

/** How a batch ends. `410` is the most likely: after it the product lists anew, and what the batch left behind is gone. */
function pickEnding(random: Seeded): Ending {
  const gone = { name: "410", text: errorEvent({ kind: "Status", code: 410, reason: "Expired" }), closes: true };
  return random.pick<Ending>([
    gone,
    gone,
    gone,
    { name: "nothing", text: "", closes: false },
    { name: "the end", text: "", closes: true },
    { name: "half a line", text: '{"type":"ADDED","object":{"metadata":{"na', closes: true },
    { name: "no JSON", text: "\u0000\ufffd<html>\n", closes: true },
    { name: "no object", text: "null\n[]\n1\n\n", closes: false },
    { name: "an odd error", text: errorEvent({ code: "x" }), closes: true },
  ]);
}

const ARRIVES_WITHIN_MS = 60_000;

/** A new server and a new pod on it are made in the cluster, and have to be seen in the API. Null: they were. */
async function provesAlive(laboratory: Laboratory, url: string, name: string): Promise<string | null> {
  await laboratory.addServer({ name, gpus: 1, gpuModel: "H100", ram: "64Gi" });
  await laboratory.createForeignPod({ namespace: "default", name, server: name });
  try {
    await waitUntil(
      async () => ((await foreignPodsOn(url, name)) === 1 ? true : undefined),
      () => `server and pod ${name}, made after a batch of changed objects, are not seen`,
      { timeoutMs: ARRIVES_WITHIN_MS, everyMs: 20 },
    );
    return null;
  } catch (error) {
    return String(error);
  } finally {
    await laboratory.deletePod("default", name, { force: true });
    await laboratory.removeServer(name);
  }
}

async function foreignPodsOn(url: string, server: string): Promise<number | null> {
  const query = "query ($name: String!) { server(name: $name) { foreignPodCount } }";
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { name: server } }),
  });
  const { data } = (await response.json()) as { data?: { server: { foreignPodCount: number } | null } | null };
  return data?.server?.foreignPodCount ?? null;
}
