import { sameJson } from "../api/same-json.ts";
import type { Environment } from "../environment.ts";
import type { ResourceQuota } from "../kinds/resource-quota-kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Pod } from "../objects/pod.ts";
import { formatList } from "../objects/quantity-list.ts";
import { type NamespaceUsage, usageMayDiffer } from "../quota/namespace-usage.ts";
import { writeInternally } from "./internal-write.ts";
import { Wake } from "./wake.ts";

/** Whether an object that changed may be charged for something else than before. */
function usesOther(resource: string, before: KubeObject, now: KubeObject): boolean {
  if (resource === "pods") return usageMayDiffer(before as Pod, now as Pod);
  return resource === "services" && before.spec !== now.spec;
}

const BY = { manager: "kube-controller-manager", subresource: "status" };

/** Writes each quota's limits and use into its status: when it changes, and when what it counts goes. */
export class QuotaController {
  readonly #env: Environment;
  readonly #usage: NamespaceUsage;
  readonly #due = new Set<string>();
  readonly #wake: Wake;

  constructor(env: Environment, usage: NamespaceUsage) {
    this.#env = env;
    this.#usage = usage;
    this.#wake = new Wake(env.clock, () => this.#recount());
    const quotas = env.store.collection("resourcequotas");
    for (const version of quotas.values()) this.#consider(version.object.metadata.namespace ?? "");
    quotas.listen(({ type, current, previous }) => {
      if (type === "ADDED" || previous?.object.spec !== current.object.spec) {
        this.#consider(current.object.metadata.namespace ?? "");
      }
    });
    for (const kind of env.kinds.all()) {
      if (!kind.namespaced || kind.resource === "events") continue;
      env.store.collection(kind.resource).listen(({ type, current, previous }) => {
        const gaveBack =
          type === "DELETED" || (previous !== undefined && usesOther(kind.resource, previous.object, current.object));
        if (gaveBack) this.#consider(current.object.metadata.namespace ?? "");
      });
    }
  }

  stop(): void {
    this.#wake.stop();
  }

  #consider(namespace: string): void {
    this.#due.add(namespace);
    this.#wake.in(this.#env.timings.quotaRecountMs);
  }

  #recount(): void {
    const namespaces = [...this.#due];
    this.#due.clear();
    const kind = this.#env.kinds.get("resourcequotas");
    this.#env.store.transaction(() => {
      for (const namespace of namespaces) {
        for (const { key } of [...this.#env.store.collection("resourcequotas").range(`${namespace}/`)]) {
          writeInternally<ResourceQuota>(this.#env, kind, key, BY, (quota) => {
            const status = { hard: quota.spec.hard ?? {}, used: formatList(this.#usage.of(quota)) };
            return sameJson(status, quota.status) ? undefined : { ...quota, status };
          });
        }
      }
    });
  }
}
