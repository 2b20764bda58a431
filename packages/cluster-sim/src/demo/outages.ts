import { writeInternally } from "../controllers/internal-write.ts";
import { isKubeletDead, READY_LABEL } from "../controllers/kubelet/behaviour.ts";
import type { Environment } from "../environment.ts";
import { keyOf } from "../objects/meta.ts";
import type { Node } from "../objects/node.ts";
import { DATA_CENTRE } from "./names.ts";

/** On a node that is out because of us; one that somebody else has taken out is left alone. */
const OUTAGE_ANNOTATION = "data-centre/outage";
const FIRST_MS = 150_000;
const EVERY_MIN_MS = 300_000;
const EVERY_SPREAD_MS = 240_000;
const OUT_MS = 45_000;
const MODEL = "NVIDIA-A100-SXM4-80GB";

/** Now and then one of the A100 servers is silent for less than a minute, and comes back: too short for its pods to be evicted. */
export class Outages {
  readonly #env: Environment;
  #cancel: () => void;

  constructor(env: Environment) {
    this.#env = env;
    // Of an earlier process that did not see the end of it.
    this.#bringBack();
    this.#cancel = env.clock.setTimer(FIRST_MS, () => this.#begin());
  }

  /** A server that is out comes back with the next start. */
  stop(): void {
    this.#cancel();
  }

  #begin(): void {
    const { clock, random } = this.#env;
    const candidates = this.#nodes().filter(
      (node) => node.metadata.labels?.["nvidia.com/gpu.product"] === MODEL && !isKubeletDead(node),
    );
    const node = candidates[random.below(candidates.length)];
    if (node !== undefined) this.#mark(node, true);
    this.#cancel = clock.setTimer(OUT_MS, () => {
      this.#bringBack();
      this.#cancel = clock.setTimer(EVERY_MIN_MS + random.below(EVERY_SPREAD_MS), () => this.#begin());
    });
  }

  #bringBack(): void {
    for (const node of this.#nodes())
      if (node.metadata.annotations?.[OUTAGE_ANNOTATION] === "true") this.#mark(node, false);
  }

  #nodes(): Node[] {
    return [...this.#env.store.collection("nodes").values()].map(({ object }) => object as Node);
  }

  #mark(target: Node, isOut: boolean): void {
    writeInternally<Node>(this.#env, this.#env.kinds.get("nodes"), keyOf(target), { manager: DATA_CENTRE }, (node) => {
      const { [READY_LABEL]: _ready, ...labels } = node.metadata.labels ?? {};
      const { [OUTAGE_ANNOTATION]: _outage, ...annotations } = node.metadata.annotations ?? {};
      const metadata = isOut
        ? {
            labels: { ...labels, [READY_LABEL]: "false" },
            annotations: { ...annotations, [OUTAGE_ANNOTATION]: "true" },
          }
        : { labels, annotations };
      return { ...node, metadata: { ...node.metadata, ...metadata } };
    });
  }
}
