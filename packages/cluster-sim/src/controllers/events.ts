import type { Environment } from "../environment.ts";
import { type KubeObject, kubeMicroTime, kubeTime } from "../objects/meta.ts";

export interface EventSource {
  readonly component: string;
  readonly host?: string;
  /** Written through events.k8s.io, as the scheduler does: with an action and an event time, without a source. */
  readonly action?: string;
}

export interface EventSubject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly object: KubeObject;
  readonly fieldPath?: string;
}

export function aboutPod(object: KubeObject): EventSubject {
  return { kind: "Pod", apiVersion: "v1", object };
}

const KNOWN_MAX = 20_000;

/** Writes events about objects; the same one again counts up instead of piling up. */
export class EventRecorder {
  readonly #env: Environment;
  /** Key of the event by what it says. */
  readonly #known = new Map<string, string>();
  #sequence = 0;

  constructor(env: Environment) {
    this.#env = env;
  }

  record(
    subject: EventSubject,
    type: "Normal" | "Warning",
    reason: string,
    message: string,
    source: EventSource,
  ): void {
    const { uid } = subject.object.metadata;
    const identity = [uid, type, reason, message, source.component, source.host ?? "", subject.fieldPath ?? ""].join(
      "\0",
    );
    const key = this.#known.get(identity);
    if (key !== undefined && this.#countUp(key, source)) return;
    const event = this.#event(subject, type, reason, message, source);
    const stored = this.#env.store.create("events", event);
    // There are many of them and they are rarely read.
    stored.forgetObject();
    if (this.#known.size >= KNOWN_MAX) this.#known.delete(this.#known.keys().next().value as string);
    this.#known.set(identity, stored.key);
  }

  #countUp(key: string, source: EventSource): boolean {
    const previous = this.#env.store.collection("events").get(key);
    if (previous === undefined) return false;
    const event = previous.object as KubeObject & { count?: number; series?: { count: number } };
    const now = this.#env.clock.now();
    const changed =
      source.action === undefined
        ? { ...event, count: (event.count ?? 1) + 1, lastTimestamp: kubeTime(now) }
        : { ...event, series: { count: (event.series?.count ?? 1) + 1, lastObservedTime: kubeMicroTime(now) } };
    this.#env.store.update("events", previous, changed);
    return true;
  }

  #event(subject: EventSubject, type: string, reason: string, message: string, source: EventSource): KubeObject {
    const { metadata } = subject.object;
    const now = this.#env.clock.now();
    const time = kubeTime(now);
    const serial = (BigInt(now) * 1_000_000n + BigInt(this.#sequence++ % 1_000_000)).toString(16);
    const modern = source.action !== undefined;
    return {
      metadata: {
        name: `${metadata.name}.${serial}`,
        namespace: metadata.namespace ?? "default",
        uid: this.#env.random.uuid(),
        resourceVersion: "",
        creationTimestamp: time,
        managedFields: [
          {
            manager: source.component,
            operation: "Update",
            apiVersion: modern ? "events.k8s.io/v1" : "v1",
            time,
            fieldsType: "FieldsV1",
            fieldsV1: {},
          },
        ],
      },
      involvedObject: {
        kind: subject.kind,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        name: metadata.name,
        uid: metadata.uid,
        apiVersion: subject.apiVersion,
        resourceVersion: metadata.resourceVersion,
        ...(subject.fieldPath === undefined ? {} : { fieldPath: subject.fieldPath }),
      },
      reason,
      message,
      source: modern
        ? {}
        : { component: source.component, ...(source.host === undefined ? {} : { host: source.host }) },
      firstTimestamp: modern ? null : time,
      lastTimestamp: modern ? null : time,
      ...(modern ? {} : { count: 1 }),
      type,
      eventTime: modern ? kubeMicroTime(now) : null,
      ...(modern ? { action: source.action } : {}),
      reportingComponent: source.component,
      reportingInstance: modern ? `${source.component}-0` : (source.host ?? ""),
    };
  }
}
