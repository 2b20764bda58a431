import type { SchedulingV1Api, V1PriorityClass } from "@kubernetes/client-node";
import type { ClusterAnswer } from "@resource-manager/domain/ports/cluster";
import { failureOfError, failureText } from "./api-errors.ts";
import { MANAGED_BY, MANAGED_BY_LABEL } from "./marks.ts";

export interface PriorityClassOptions {
  /** Null: pods carry no class. */
  readonly priorityClassName: string | null;
  readonly fieldManager: string;
  readonly onWarning: (message: string) => void;
}

/**
 * Sees to the PriorityClass with preemptionPolicy Never, so that our pods never evict foreign ones. Where it may not be
 * made, or one of that name does preempt, pods go without a class, and a warning says so once.
 */
export class PriorityClassKeeper {
  readonly #api: SchedulingV1Api;
  readonly #options: PriorityClassOptions;
  #settled: { readonly name: string | null } | null = null;

  constructor(api: SchedulingV1Api, options: PriorityClassOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** The class that pods carry; settled once, then remembered. An outage settles nothing. */
  async ensure(): Promise<ClusterAnswer<string | null>> {
    const name = this.#options.priorityClassName;
    if (name === null || this.#settled !== null) {
      return { kind: "ok", value: this.#settled?.name ?? null };
    }
    const answer = await this.#readOrCreate(name);
    switch (answer.kind) {
      case "ok":
        return answer.value.preemptionPolicy === "Never"
          ? this.#settle(name)
          : this.#goWithout(`the PriorityClass ${name} that the cluster has lets pods evict others`);
      case "unavailable":
        return answer;
      default:
        return this.#goWithout(`the PriorityClass ${name} cannot be used: ${failureText(answer)}`);
    }
  }

  /** The class is gone again: see to it anew. */
  forget(): void {
    this.#settled = null;
  }

  async #readOrCreate(name: string): Promise<ClusterAnswer<V1PriorityClass>> {
    const found = await this.#read(name);
    if (found.kind !== "notFound") {
      return found;
    }
    const made = await this.#create(name);
    return made.kind === "alreadyExists" ? await this.#read(name) : made;
  }

  #settle(name: string | null): ClusterAnswer<string | null> {
    this.#settled = { name };
    return { kind: "ok", value: name };
  }

  #goWithout(why: string): ClusterAnswer<string | null> {
    this.#options.onWarning(`${why}; pods are created without a priority class`);
    return this.#settle(null);
  }

  async #read(name: string): Promise<ClusterAnswer<V1PriorityClass>> {
    try {
      return { kind: "ok", value: await this.#api.readPriorityClass({ name }) };
    } catch (error) {
      return failureOfError(error, { hasEffect: false });
    }
  }

  async #create(name: string): Promise<ClusterAnswer<V1PriorityClass>> {
    const body: V1PriorityClass = {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name, labels: { [MANAGED_BY_LABEL]: MANAGED_BY } },
      value: 0,
      preemptionPolicy: "Never",
      globalDefault: false,
      description: "Pods of Resource Manager: they wait for room instead of evicting others.",
    };
    try {
      const value = await this.#api.createPriorityClass({ body, fieldManager: this.#options.fieldManager });
      return { kind: "ok", value };
    } catch (error) {
      return failureOfError(error, { hasEffect: true });
    }
  }
}
