import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { atOnce } from "./at-once.ts";
import { pages } from "./pages.ts";
import { PODS, parkedPod } from "./pods.ts";
import type { RawClient } from "./raw-client.ts";

const CONCURRENCY = 16;
const DELETE_NOW = JSON.stringify({ gracePeriodSeconds: 0 });

/** What the load generator's process can do to a cluster. Times are in milliseconds. */
export const jobs = { listPods, digestPods, getPods, createPods, watchChurn };
export type Jobs = typeof jobs;

/** All pages of all pods, as bytes. */
async function listPods(client: RawClient, { pageSize }: { pageSize: number }) {
  const begun = performance.now();
  let bytes = 0;
  for await (const page of pages(client, "pods", pageSize)) bytes += page.length;
  return { ms: performance.now() - begun, bytes };
}

/** What two clusters must agree in before they are compared: which pods there are, where, and how they are. */
async function digestPods(client: RawClient, { pageSize }: { pageSize: number }) {
  const lines: string[] = [];
  for await (const page of pages(client, "pods", pageSize)) {
    for (const { metadata, spec, status } of JSON.parse(page.toString()).items) {
      const { name, namespace, labels } = metadata;
      lines.push(JSON.stringify([namespace, name, labels, spec.nodeName, spec.containers[0].resources, status.phase]));
    }
  }
  return { count: lines.length, digest: createHash("sha256").update(lines.sort().join("\n")).digest("hex") };
}

/** One pod after the other, by name. */
async function getPods(client: RawClient, { names }: { names: readonly string[] }) {
  const latencies: number[] = [];
  for (const name of names) {
    const begun = performance.now();
    await client.get(`${PODS}/${name}`);
    latencies.push(performance.now() - begun);
  }
  return { latencies };
}

/** Makes pods, many at a time, and removes them again; the removal is not measured. */
async function createPods(client: RawClient, { stem, count }: { stem: string; count: number }) {
  const names = Array.from({ length: count }, (_, i) => `${stem}-${i}`);
  const latencies: number[] = [];
  const begun = performance.now();
  await atOnce(names, CONCURRENCY, async (name) => {
    const sent = performance.now();
    const { status, bytes } = await client.send("POST", PODS, parkedPod(name));
    if (status !== 201) throw new Error(`POST ${name}: ${status} ${bytes}`);
    latencies.push(performance.now() - sent);
  });
  const ms = performance.now() - begun;
  await atOnce(names, CONCURRENCY, async (name) => void (await client.send("DELETE", `${PODS}/${name}`, DELETE_NOW)));
  return { perSecond: (count / ms) * 1000, latencies };
}

interface Churn {
  readonly stem: string;
  readonly watchers: number;
  readonly perSecond: number;
  readonly count: number;
}

/** Pods come and go at a steady pace before many watchers. Returns, for each pod and watcher, the time from its POST to its ADDED event. */
async function watchChurn(client: RawClient, { stem, watchers, perSecond, count }: Churn) {
  const list = JSON.parse((await client.get(`${PODS}?limit=1`)).toString());
  const sent = new Map<string, number>();
  const latencies: number[] = [];
  let gone = 0;
  const onLine = (line: Buffer): void => {
    const begin = line.subarray(0, 400).toString("latin1");
    const name = /"name":"([^"]+)"/.exec(begin)?.[1] ?? "";
    const at = sent.get(name);
    if (at === undefined) return;
    if (begin.startsWith('{"type":"ADDED"')) latencies.push(performance.now() - at);
    else if (begin.startsWith('{"type":"DELETED"')) gone++;
  };
  const path = `${PODS}?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
  const streams = await Promise.all(Array.from({ length: watchers }, () => client.stream(path, onLine)));
  const removals: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let i = 0; i < count; i++) {
    await pause(Math.max(0, begun + (i * 1000) / perSecond - performance.now()));
    const name = `${stem}-${i}`;
    sent.set(name, performance.now());
    const made = client.send("POST", PODS, parkedPod(name));
    removals.push(made.then(() => pause(500)).then(() => client.send("DELETE", `${PODS}/${name}`, DELETE_NOW)));
  }
  await Promise.all(removals);
  while (latencies.length < watchers * count || gone < watchers * count) await pause(5);
  for (const stream of streams) stream.close();
  return { latencies };
}
