import type { Pod } from "../objects/pod.ts";
import type { Store } from "../storage/store.ts";
import type { Change } from "../storage/version.ts";

/** Which pods are on which node, and in which namespace: kept as changes come, so that nobody scans. */
export class PodIndex {
  readonly #byNode = new Map<string, Set<string>>();
  readonly #byNamespace = new Map<string, Set<string>>();

  constructor(store: Store) {
    const pods = store.collection("pods");
    for (const version of pods.values()) this.#add(version.key, version.object as Pod);
    pods.listen((change) => this.#apply(change));
  }

  onNode(node: string): ReadonlySet<string> {
    return this.#byNode.get(node) ?? NONE;
  }

  inNamespace(namespace: string): ReadonlySet<string> {
    return this.#byNamespace.get(namespace) ?? NONE;
  }

  #apply({ type, current, previous }: Change): void {
    if (type === "DELETED") this.#remove(current.key, current.object as Pod);
    else if (previous === undefined) this.#add(current.key, current.object as Pod);
    else if ((previous.object as Pod).spec.nodeName !== (current.object as Pod).spec.nodeName) {
      this.#remove(current.key, previous.object as Pod);
      this.#add(current.key, current.object as Pod);
    }
  }

  #add(key: string, pod: Pod): void {
    addTo(this.#byNamespace, pod.metadata.namespace ?? "", key);
    if (pod.spec.nodeName) addTo(this.#byNode, pod.spec.nodeName, key);
  }

  #remove(key: string, pod: Pod): void {
    removeFrom(this.#byNamespace, pod.metadata.namespace ?? "", key);
    if (pod.spec.nodeName) removeFrom(this.#byNode, pod.spec.nodeName, key);
  }
}

const NONE: ReadonlySet<string> = new Set();

function addTo(index: Map<string, Set<string>>, at: string, key: string): void {
  const set = index.get(at);
  if (set === undefined) index.set(at, new Set([key]));
  else set.add(key);
}

function removeFrom(index: Map<string, Set<string>>, at: string, key: string): void {
  const set = index.get(at);
  set?.delete(key);
  if (set?.size === 0) index.delete(at);
}
