import type { ObservedPod } from "@resource-manager/domain/model/pod";

const NO_PODS: readonly ObservedPod[] = Object.freeze([]);

/** Which pods are bound to which server. A pod's server never changes; a pod under the same name may have another. */
export class PodsByServer {
  readonly #pods = new Map<string, Map<string, ObservedPod>>();
  readonly #lists = new Map<string, readonly ObservedPod[]>();

  on(server: string): readonly ObservedPod[] {
    const known = this.#lists.get(server);
    if (known !== undefined) {
      return known;
    }
    const pods = this.#pods.get(server);
    if (pods === undefined) {
      return NO_PODS;
    }
    const list = Object.freeze([...pods.values()]);
    this.#lists.set(server, list);
    return list;
  }

  put(key: string, pod: ObservedPod): void {
    if (pod.server === null) {
      return;
    }
    this.#lists.delete(pod.server);
    const pods = this.#pods.get(pod.server);
    if (pods === undefined) {
      this.#pods.set(pod.server, new Map([[key, pod]]));
    } else {
      pods.set(key, pod);
    }
  }

  remove(key: string, pod: ObservedPod): void {
    const pods = pod.server === null ? undefined : this.#pods.get(pod.server);
    if (pod.server === null || pods?.get(key)?.uid !== pod.uid) {
      return;
    }
    this.#lists.delete(pod.server);
    pods.delete(key);
    if (pods.size === 0) {
      this.#pods.delete(pod.server);
    }
  }

  replaceAll(pods: ReadonlyMap<string, ObservedPod>): void {
    this.#pods.clear();
    this.#lists.clear();
    for (const [key, pod] of pods) {
      this.put(key, pod);
    }
  }
}
