import { createObject } from "../../api/create.ts";
import { deleteObject } from "../../api/delete.ts";
import { internalWrite } from "../../api/write-options.ts";
import type { Environment } from "../../environment.ts";
import { StatusError } from "../../http/status-error.ts";
import { type EndpointSlice, HEADLESS_LABEL, MANAGED_BY_LABEL, SERVICE_LABEL } from "../../objects/endpoint-slice.ts";
import { type KubeObject, keyOf, namespaceOf, objectKey } from "../../objects/meta.ts";
import type { Node } from "../../objects/node.ts";
import type { Pod } from "../../objects/pod.ts";
import { HEADLESS, type Service } from "../../objects/service.ts";
import type { Change } from "../../storage/version.ts";
import { writeInternally } from "../internal-write.ts";
import type { PodIndex } from "../pod-index.ts";
import { Wake } from "../wake.ts";
import { desiredGroups } from "./desired-slices.ts";
import { planSlices, type SliceContent } from "./slice-plan.ts";

const BY = { manager: "kube-controller-manager" };
const MANAGED_BY = "endpointslice-controller.k8s.io";
const RESERVED = [SERVICE_LABEL, MANAGED_BY_LABEL, HEADLESS_LABEL];
const GENERATED_STEM_MAX = 253;

/** Keeps each service's endpoint slices as its selector and the pods have it. A service without a selector is left alone. */
export class EndpointSliceController {
  readonly #env: Environment;
  readonly #index: PodIndex;
  readonly #wake: Wake;
  readonly #due = new Set<string>();

  constructor(env: Environment, index: PodIndex) {
    this.#env = env;
    this.#index = index;
    this.#wake = new Wake(env.clock, () => this.#sync());
    const services = env.store.collection("services");
    for (const { key } of services.values()) this.#consider(key);
    services.listen(({ current }) => this.#consider(current.key));
    env.store.collection("pods").listen((change) => this.#podChanged(change));
    env.store.collection("nodes").listen(({ type, current }) => {
      if (type === "ADDED") for (const key of index.onNode(current.key)) this.#considerNamespace(namespaceOf(key));
    });
    env.store.collection("endpointslices.discovery.k8s.io").listen(({ current: { object } }) => {
      const service = object.metadata.labels?.[SERVICE_LABEL];
      const own = object.metadata.labels?.[MANAGED_BY_LABEL] === MANAGED_BY;
      if (own && service !== undefined) this.#consider(objectKey(object.metadata.namespace, service));
    });
  }

  stop(): void {
    this.#wake.stop();
  }

  #consider(key: string): void {
    this.#due.add(key);
    this.#wake.in(this.#env.timings.endpointSliceSyncMs);
  }

  #considerNamespace(namespace: string): void {
    for (const { key } of this.#env.store.collection("services").range(`${namespace}/`)) this.#consider(key);
  }

  #podChanged({ current, previous }: Change): void {
    for (const { key, object } of this.#env.store.collection("services").range(`${namespaceOf(current.key)}/`)) {
      const service = object as Service;
      const affected =
        selects(service, current.object) || (previous !== undefined && selects(service, previous.object));
      if (affected) this.#consider(key);
    }
  }

  #sync(): void {
    const keys = [...this.#due];
    this.#due.clear();
    this.#env.store.transaction(() => {
      for (const key of keys) this.#syncService(key);
    });
  }

  #syncService(key: string): void {
    const service = this.#env.store.collection("services").get(key)?.object as Service | undefined;
    // The slices of a service that is gone are the garbage collector's.
    if (service?.spec.selector === undefined || service.spec.type === "ExternalName") return;
    const pods = this.#podsOf(service);
    const slices = this.#slicesOf(service);
    const nodeOf = (name: string): Node | undefined =>
      this.#env.store.collection("nodes").get(name)?.object as Node | undefined;
    for (const family of service.spec.ipFamilies ?? []) {
      const existing = slices.filter(({ addressType }) => addressType === family);
      const plan = planSlices(desiredGroups(service, pods, family, nodeOf), existing);
      const touched = new Set([...plan.update.map(({ slice }) => slice), ...plan.remove]);
      for (const slice of plan.remove) deleteObject(this.#env, this.#kind, keyOf(slice), { dryRun: false });
      for (const { slice, content } of plan.update) this.#update(service, slice, content);
      for (const slice of existing) if (!touched.has(slice)) this.#update(service, slice, slice);
      for (const content of plan.create) this.#create(service, family, content);
    }
    for (const slice of slices.filter(({ addressType }) => !isOfFamily(service, addressType))) {
      deleteObject(this.#env, this.#kind, keyOf(slice), { dryRun: false });
    }
  }

  get #kind() {
    return this.#env.kinds.get("endpointslices.discovery.k8s.io");
  }

  #podsOf(service: Service): Pod[] {
    const pods = this.#env.store.collection("pods");
    return [...this.#index.inNamespace(service.metadata.namespace ?? "")].flatMap((key) => {
      const pod = pods.get(key)?.object as Pod | undefined;
      return pod !== undefined && selects(service, pod) ? [pod] : [];
    });
  }

  #slicesOf({ metadata }: Service): EndpointSlice[] {
    const all = this.#env.store.collection("endpointslices.discovery.k8s.io").range(`${metadata.namespace}/`);
    return [...all]
      .map(({ object }) => object as EndpointSlice)
      .filter(({ metadata: { labels = {}, ownerReferences = [], deletionTimestamp } }) => {
        const labelled = labels[SERVICE_LABEL] === metadata.name && labels[MANAGED_BY_LABEL] === MANAGED_BY;
        return labelled && deletionTimestamp === undefined && ownerReferences.some(({ uid }) => uid === metadata.uid);
      });
  }

  #create(service: Service, addressType: string, { ports, endpoints }: SliceContent): void {
    const { name, namespace, uid } = service.metadata;
    const owner = { apiVersion: "v1", kind: "Service", name, uid, controller: true, blockOwnerDeletion: true };
    const generateName = `${name}-`.slice(0, GENERATED_STEM_MAX);
    const metadata = { generateName, namespace, labels: labelsFor(service), ownerReferences: [owner] };
    const slice = { metadata, addressType, endpoints, ports } as unknown as KubeObject;
    try {
      createObject(this.#env, this.#kind, namespace, slice, internalWrite(BY.manager));
    } catch (error) {
      // A namespace that is going, or a quota without room: tried again at the next change.
      if (!(error instanceof StatusError)) throw error;
    }
  }

  #update(service: Service, slice: EndpointSlice, { ports, endpoints }: SliceContent): void {
    writeInternally<EndpointSlice>(this.#env, this.#kind, keyOf(slice), BY, (old) => {
      const changed = { ...old, metadata: { ...old.metadata, labels: labelsFor(service) }, ports, endpoints };
      this.#kind.update?.prepareUpdate?.(changed, old, this.#env, { dryRun: false });
      return changed;
    });
  }
}

function isOfFamily({ spec }: Service, addressType: string): boolean {
  return (spec.ipFamilies ?? []).some((family) => family === addressType);
}

function selects({ spec }: Service, { metadata }: KubeObject): boolean {
  if (spec.selector === undefined) return false;
  return Object.entries(spec.selector).every(([key, value]) => metadata.labels?.[key] === value);
}

/** The service's own labels, and those that say whose slice it is. */
function labelsFor({ metadata, spec }: Service): Record<string, string> {
  const own = Object.entries(metadata.labels ?? {}).filter(([key]) => !RESERVED.includes(key));
  return {
    ...Object.fromEntries(own),
    ...(spec.clusterIP === HEADLESS ? { [HEADLESS_LABEL]: "" } : {}),
    [MANAGED_BY_LABEL]: MANAGED_BY,
    [SERVICE_LABEL]: metadata.name,
  };
}
