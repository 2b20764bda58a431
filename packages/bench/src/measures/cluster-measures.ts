import type { Row } from "../bench.ts";
import { type ClusterSize, podName, sizeText } from "../clusters/fill.ts";
import { inTurns } from "../in-turns.ts";
import type { LoadProcess } from "../load/load-process.ts";
import { systemLoad } from "../system-load.ts";

/** What two clusters are asked for, and how often. */
export interface ClusterPlan {
  /** Of ours. */
  readonly size: ClusterSize;
  readonly repeats: number;
  readonly gets: number;
  readonly creates: number;
  /** Pods that come and go in one turn of the watch. */
  readonly churned: number;
}

/** Two clusters under one load generator, by their kubeconfigs. */
export interface Sides {
  readonly load: LoadProcess;
  readonly ours: string;
  readonly theirs: string;
  /** Pods that both have are numbered below this. */
  readonly commonPods: number;
}

export const PAGE = 500;
const WATCHERS = 50;
const PODS_PER_SECOND = 20;

/** LIST, GET, POST and WATCH as clients see them, in turns on both sides. */
export const clusterMeasures = [lists, gets, creates, fanOut];

async function lists(plan: ClusterPlan, { load, ours, theirs }: Sides): Promise<Row> {
  const list = (cluster: string) => async () => (await load.run(cluster, "listPods", { pageSize: PAGE })).ms;
  const samples = await inTurns(plan.repeats, list(ours), list(theirs));
  const what = `LIST of all pods in pages of ${PAGE}, ${sizeText(plan.size)}`;
  return { what, unit: "ms", ...samples, goal: { ratioMax: 1 }, load: systemLoad() };
}

async function gets(plan: ClusterPlan, { load, ours, theirs, commonPods }: Sides): Promise<Row> {
  const names = Array.from({ length: plan.gets }, (_, i) => podName((i * 7_919) % commonPods));
  const get = (cluster: string) => async () => (await load.run(cluster, "getPods", { names })).latencies;
  const samples = await inTurns(plan.repeats, get(ours), get(theirs));
  const flat = { ours: samples.ours.flat(), theirs: samples.theirs.flat() };
  return { what: "GET of one pod", unit: "ms", ...flat, goal: { ratioMax: 1 }, load: systemLoad() };
}

async function creates(plan: ClusterPlan, { load, ours, theirs }: Sides): Promise<Row> {
  let turn = 0;
  const create = (cluster: string) => async () =>
    (await load.run(cluster, "createPods", { stem: `made-${turn++}`, count: plan.creates })).perSecond;
  const samples = await inTurns(plan.repeats, create(ours), create(theirs));
  return { what: "POST of pods, 16 at a time", unit: "/s", ...samples, goal: { ratioMin: 1 }, load: systemLoad() };
}

async function fanOut(plan: ClusterPlan, { load, ours, theirs }: Sides): Promise<Row> {
  let turn = 0;
  const watch = (cluster: string) => async () => {
    const input = { stem: `churn-${turn++}`, watchers: WATCHERS, perSecond: PODS_PER_SECOND, count: plan.churned };
    return (await load.run(cluster, "watchChurn", input)).latencies;
  };
  const samples = await inTurns(plan.repeats, watch(ours), watch(theirs));
  const flat = { ours: samples.ours.flat(), theirs: samples.theirs.flat() };
  const what = `WATCH: from POST to each of ${WATCHERS} watchers, ${PODS_PER_SECOND} pods/s coming and going`;
  return { what, unit: "ms", ...flat, goal: { ratioMax: 1 }, load: systemLoad() };
}
