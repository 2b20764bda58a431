import { deleteObject } from "../api/delete.ts";
import type { Environment } from "../environment.ts";
import type { Change } from "../storage/version.ts";

/** Empties namespaces that were deleted and, once nothing is left in them, lets them go. */
export class NamespaceCleanup {
  readonly #env: Environment;
  readonly #timers = new Map<string, () => void>();

  constructor(env: Environment) {
    this.#env = env;
    for (const version of env.store.collection("namespaces").values()) this.#consider(version.key);
    env.store.collection("namespaces").listen((change) => this.#consider(change.current.key));
    const content = (change: Change): void => {
      if (change.type === "DELETED") this.#consider(change.current.object.metadata.namespace ?? "");
    };
    for (const kind of env.kinds.all()) if (kind.namespaced) env.store.collection(kind.resource).listen(content);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #consider(name: string): void {
    const namespace = this.#env.store.collection("namespaces").get(name)?.object;
    if (namespace?.metadata.deletionTimestamp === undefined || this.#timers.has(name)) return;
    const cancel = this.#env.clock.setTimer(this.#env.timings.namespaceCleanupMs, () => {
      this.#timers.delete(name);
      this.#clean(name);
    });
    this.#timers.set(name, cancel);
  }

  #clean(name: string): void {
    const { store, kinds } = this.#env;
    const namespaces = store.collection("namespaces");
    if (namespaces.get(name)?.object.metadata.deletionTimestamp === undefined) return;
    let left = 0;
    store.transaction(() => {
      for (const kind of kinds.all()) {
        if (!kind.namespaced) continue;
        for (const version of [...store.collection(kind.resource).range(`${name}/`)]) {
          // What is going already is waited for, not asked again.
          const going = version.object.metadata.deletionTimestamp !== undefined;
          if (going || !deleteObject(this.#env, kind, version.key, { dryRun: false }).gone) left++;
        }
      }
      const previous = namespaces.get(name);
      if (left > 0 || previous === undefined) return;
      const finalized = store.update("namespaces", previous, { ...previous.object, spec: {} });
      if ((finalized.object.metadata.finalizers ?? []).length === 0) store.remove("namespaces", finalized);
    });
  }
}
