import { createObject } from "../api/create.ts";
import { internalWrite } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import { StatusError } from "../http/status-error.ts";
import { type KubeObject, namespaceOf } from "../objects/meta.ts";
import type { Change } from "../storage/version.ts";
import { Wake } from "./wake.ts";

const MANAGER = "kube-controller-manager";
const CA_ANNOTATIONS = {
  "kubernetes.io/description":
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
};

/** Gives each namespace its ServiceAccount `default` and the cluster's root certificate, again if somebody deletes them. */
export class NamespaceBaseline {
  readonly #env: Environment;
  readonly #wake: Wake;
  readonly #due = new Set<string>();

  constructor(env: Environment) {
    this.#env = env;
    this.#wake = new Wake(env.clock, () => this.#fill());
    for (const version of env.store.collection("namespaces").values()) this.#consider(version.key);
    env.store.collection("namespaces").listen((change) => this.#consider(change.current.key));
    const content = (change: Change): void => {
      if (change.type === "DELETED") this.#consider(namespaceOf(change.current.key));
    };
    env.store.collection("serviceaccounts").listen(content);
    env.store.collection("configmaps").listen(content);
  }

  stop(): void {
    this.#wake.stop();
  }

  #consider(namespace: string): void {
    this.#due.add(namespace);
    this.#wake.in(0);
  }

  #fill(): void {
    for (const namespace of this.#due) {
      const object = this.#env.store.collection("namespaces").get(namespace)?.object;
      if (object === undefined || object.metadata.deletionTimestamp !== undefined) continue;
      this.#ensure("serviceaccounts", namespace, "default", {});
      this.#ensure("configmaps", namespace, "kube-root-ca.crt", { data: { "ca.crt": "" } }, CA_ANNOTATIONS);
    }
    this.#due.clear();
  }

  #ensure(
    resource: string,
    namespace: string,
    name: string,
    fields: Record<string, unknown>,
    annotations?: Record<string, string>,
  ): void {
    if (this.#env.store.collection(resource).get(`${namespace}/${name}`) !== undefined) return;
    const metadata = { name, namespace, ...(annotations === undefined ? {} : { annotations }) };
    const object = { metadata, ...fields } as unknown as KubeObject;
    try {
      createObject(this.#env, this.#env.kinds.get(resource), namespace, object, internalWrite(MANAGER));
    } catch (error) {
      // A quota without room, for example: tried again when something in the namespace changes.
      if (!(error instanceof StatusError)) throw error;
    }
  }
}
