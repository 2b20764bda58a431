/** A JSON value as Kubernetes objects are made of. */
export type Json = string | number | boolean | null | Json[] | { [field: string]: Json };

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  manager?: string;
  operation?: "Apply" | "Update";
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldSet;
  subresource?: string;
}

/** FieldsV1: nested objects whose keys are `f:field`, `k:{…}`, `v:…`, `i:…` and `.`. */
export interface FieldSet {
  [key: string]: FieldSet;
}

export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

/**
 * An object as it is stored: without `kind` and `apiVersion`, which its kind's definition knows.
 * Stored objects are never mutated; a change makes a new object that may share parts with the old one.
 */
export interface KubeObject {
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastProbeTime?: string | null;
  lastHeartbeatTime?: string;
  lastTransitionTime?: string | null;
  observedGeneration?: number;
}

/** RFC 3339 with seconds, as metav1.Time is written. */
export function kubeTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastTime = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  }
  return lastTime;
}

let lastSecond = Number.NaN;
let lastTime = "";

/** RFC 3339 with microseconds, as metav1.MicroTime is written. */
export function kubeMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

/** `namespace/name`, or the name alone where there is no namespace: the order of keys is the order of a LIST. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** The namespace in a key of a namespaced object. */
export function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

export function keyOf(object: KubeObject): string {
  return objectKey(object.metadata.namespace, object.metadata.name);
}
