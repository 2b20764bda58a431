import { expect } from "vitest";
import type { Answer, TestSim } from "../sim-client.ts";

/** Everything that the tests write is here. */
export const NAMESPACE = "/api/v1/namespaces/default";
const KINDS = ["configmaps", "pods"] as const;
const QUOTAS = `${NAMESPACE}/resourcequotas`;
/** Made by the cluster itself. */
const NOT_OURS = "kube-root-ca.crt";

/** One write of one object. */
export interface Write {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  /** What the object says after it; undefined: it is gone. */
  readonly text: string | undefined;
  readonly body?: Answer;
  /** Media type of a PATCH. */
  readonly type?: string;
  /** The cluster changes the object by itself later, so its version moves on. */
  readonly lives?: boolean;
}

interface Known {
  readonly text: string;
  readonly version: number;
  readonly lives: boolean;
}

/**
 * What a cluster has promised by its answers, and whether it keeps it: an acknowledged write is there, exactly; one that was not
 * answered is wholly there or wholly not; a version stands for one write for ever, and the cluster's version never goes back.
 */
export class Promises {
  readonly #known = new Map<string, Known>();
  readonly #underWay = new Map<string, Write>();
  readonly #writeOfVersion = new Map<number, string>();
  #highestVersion = 0;
  /** Writes that were answered. */
  acknowledged = 0;

  has(kind: string, name: string): boolean {
    return this.#known.has(`${kind}/${name}`);
  }

  /** Sends it. Rejects where the connection broke; a refusal fails the test. */
  async send(client: TestSim, write: Write, step?: string): Promise<void> {
    const { method, kind, name, type, text, body } = write;
    const key = `${kind}/${name}`;
    this.#underWay.set(key, write);
    const path = `${NAMESPACE}/${kind}${method === "POST" ? "" : `/${name}`}?fieldManager=writer`;
    const reply = await client.call(method, path, body, {
      ...(type === undefined ? {} : { type }),
      headers: step === undefined ? {} : { "x-step": step },
    });
    expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
    this.#underWay.delete(key);
    this.acknowledged++;
    if (text === undefined) this.#known.delete(key);
    else this.#learn(key, reply.body, write.lives ?? false);
  }

  /** What a watcher was shown has happened, whether the writer was answered or not. */
  heard(kind: string, { type, object }: { readonly type: string; readonly object: Answer }): void {
    if (type !== "BOOKMARK") this.#seen(`${kind}/${object.metadata.name}`, object, type === "DELETED");
  }

  /** Compares with a cluster that came back, and takes what it finds for acknowledged. */
  async check(client: TestSim, after: string): Promise<void> {
    const quotas = await client.get(QUOTAS);
    for (const kind of KINDS) {
      const list = await client.get(`${NAMESPACE}/${kind}`);
      expect(Number(list.metadata.resourceVersion), `the version ${after}`).toBeGreaterThanOrEqual(
        this.#highestVersion,
      );
      const found = new Map<string, Answer>();
      for (const item of list.items)
        if (item.metadata.name !== NOT_OURS) found.set(`${kind}/${item.metadata.name}`, item);
      const keys = [...new Set([...this.#known.keys(), ...this.#underWay.keys(), ...found.keys()])];
      for (const key of keys) if (key.startsWith(`${kind}/`)) this.#compare(key, found.get(key), after);
      // The quota is charged in the transaction that makes an object, and given back after the one that removes it.
      for (const quota of quotas.items) {
        const used = Number(quota.status?.used?.[`count/${kind}`] ?? Number.POSITIVE_INFINITY);
        expect(used, `${kind} in the quota ${after}`).toBeGreaterThanOrEqual(list.items.length);
      }
    }
  }

  #compare(key: string, item: Answer | undefined, after: string): void {
    const known = this.#known.get(key);
    const underWay = this.#underWay.get(key);
    const version = Number(item?.metadata.resourceVersion);
    const text = item === undefined ? undefined : textOf(item);
    const asAnswered =
      text === known?.text &&
      (item === undefined || (known?.lives ? version >= known.version : version === known?.version));
    const asAsked =
      underWay !== undefined && text === underWay.text && (item === undefined || version > (known?.version ?? 0));
    const facts = { answered: known, underWay, found: text, version };
    expect(asAnswered || asAsked, `${key} ${after}: ${JSON.stringify(facts)}`).toBe(true);
    this.#underWay.delete(key);
    if (item === undefined) this.#known.delete(key);
    else this.#learn(key, item, underWay?.lives ?? known?.lives ?? false);
  }

  #learn(key: string, object: Answer, lives: boolean): void {
    this.#seen(key, object, false);
    this.#known.set(key, { text: textOf(object), version: Number(object.metadata.resourceVersion), lives });
  }

  #seen(key: string, object: Answer, gone: boolean): void {
    const version = Number(object.metadata.resourceVersion);
    const write = `${key} ${object.metadata.uid} ${gone ? "is gone" : textOf(object)}`;
    expect(this.#writeOfVersion.get(version) ?? write, `version ${version} stands for one write`).toBe(write);
    this.#writeOfVersion.set(version, write);
    this.#highestVersion = Math.max(this.#highestVersion, version);
  }
}

/** What the tests write into an object: a ConfigMap's data, or a pod's label. */
function textOf(object: Answer): string {
  return object.data?.text ?? object.metadata.labels?.text ?? "";
}

export function mapWrite(method: "POST" | "PUT", name: string, text: string): Write {
  return { method, kind: "configmaps", name, text, body: { metadata: { name }, data: { text } } };
}

export function mapPatch(name: string, text: string): Write {
  return {
    method: "PATCH",
    kind: "configmaps",
    name,
    text,
    body: { data: { text } },
    type: "application/merge-patch+json",
  };
}

export function mapApply(name: string, text: string): Write {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } };
  return { method: "PATCH", kind: "configmaps", name, text, body, type: "application/apply-patch+yaml" };
}

/** A pod that the cluster starts, where `schedulerName` does not say that nobody does. */
export function podWrite(name: string, text: string, schedulerName?: string): Write {
  const spec = { schedulerName, containers: [{ name: "main", image: "registry.example/app:1" }] };
  return {
    method: "POST",
    kind: "pods",
    name,
    text,
    body: { metadata: { name, labels: { text } }, spec },
    lives: schedulerName === undefined,
  };
}

/** At once, without a grace period. */
export function removal(kind: Write["kind"], name: string): Write {
  return { method: "DELETE", kind, name, text: undefined, body: { gracePeriodSeconds: 0 } };
}

/** A node for the pods, and a quota that counts what is written; waits until the quota counts. */
export async function furnish(client: TestSim): Promise<void> {
  await client.create("/api/v1/nodes", {
    metadata: { name: "n1" },
    status: { capacity: { cpu: "64", memory: "256Gi", pods: "5000" } },
  });
  const hard = { "count/configmaps": "5000", "count/pods": "5000" };
  await client.create(QUOTAS, { metadata: { name: "counts" }, spec: { hard } });
  await expect.poll(async () => (await client.get(`${QUOTAS}/counts`)).status.used).toBeDefined();
}
