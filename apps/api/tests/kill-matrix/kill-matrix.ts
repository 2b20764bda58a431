import type { FaultOrder } from "@resource-manager/cluster-faults/fault-order";
import { waitUntil } from "@resource-manager/laboratory/wait-until";
import { query } from "../pods.ts";
import { type Constellation, operations, send, untilAtRest } from "./constellation.ts";
import { brokenAtRest } from "./invariants.ts";
import type { KillScenario, Prepared } from "./scenarios.ts";

/** BEFORE: the call waits at the cluster's door, and dies with the process. AFTER: the cluster did it, and its answer reaches nobody. */
export type KillPoint = "BEFORE" | "AFTER";

/** Calls that are counted together. */
type Scope = Pick<FaultOrder, "verbs" | "resource">;

interface KillCase {
  readonly scope: Scope;
  /** Which of those calls, from 0; the one after the last: the process dies as soon as it has answered. */
  readonly call: number;
  readonly point: KillPoint;
}

export interface KillResult {
  readonly scenario: string;
  readonly calls: number;
  readonly cases: number;
  /** By the case. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
}

export interface KillOptions {
  /** Also at reads of pods, not only at what changes the cluster. */
  readonly reads: boolean;
}

const WRITES: Scope = { verbs: ["create", "update", "patch", "delete"] };
const READS: Scope = { verbs: ["get"], resource: "pods" };
let tags = 0;

/** Kills the API at each call that the scenario makes to the cluster, before it reaches the cluster and after, and starts it again. */
export async function killEverywhere(
  world: Constellation,
  scenario: KillScenario,
  { reads }: KillOptions,
): Promise<KillResult> {
  const broken: Record<string, readonly string[]> = {};
  let [calls, cases] = [0, 0];
  const note = (name: string, lines: readonly string[]) => {
    cases += 1;
    if (lines.length > 0) broken[name] = lines;
  };
  for (const scope of reads ? [WRITES, READS] : [WRITES]) {
    const found = await undisturbed(world, scenario, scope);
    const of = `${scope.verbs?.join("/")} call`;
    note(`undisturbed, ${of}s`, found.lines);
    for (let call = 0; call < found.calls; call++)
      for (const point of ["BEFORE", "AFTER"] as const)
        note(`${of} ${call} of ${found.calls}, ${point}`, await killAt(world, scenario, { scope, call, point }));
    calls += found.calls;
  }
  const answered = { scope: WRITES, call: calls, point: "AFTER" } as const;
  note("as soon as it has answered", await killAt(world, scenario, answered));
  return { scenario: scenario.name, calls, cases, broken };
}

/** How many calls the scenario makes, and what is broken after it, though nothing went wrong. */
async function undisturbed(
  world: Constellation,
  scenario: KillScenario,
  scope: Scope,
): Promise<{ readonly calls: number; readonly lines: readonly string[] }> {
  const { prepared, before } = await prepare(world, scenario);
  const { id } = await world.proxy.add({ fault: "latency", ms: 0, ...scope });
  await prepared.send();
  await untilAtRest(world);
  const calls = world.proxy.remove(id)?.fired ?? 0;
  const lines = await settled(world, prepared, before);
  await cleanUp(world, prepared);
  return { calls, lines };
}

async function killAt(
  world: Constellation,
  scenario: KillScenario,
  { scope, call, point }: KillCase,
): Promise<readonly string[]> {
  const { api, proxy } = world;
  let isUp = true;
  try {
    const { prepared, before } = await prepare(world, scenario);
    await untilHeld(world, scenario, prepared, before, { scope, call, point });
    isUp = false;
    await api.kill();
    proxy.clear();
    await api.start();
    isUp = true;
    await prepared.send();
    await untilAtRest(world);
    const lines = await settled(world, prepared, before);
    await cleanUp(world, prepared);
    return lines;
  } catch (error) {
    // The next case begins with a process that runs, and no fault.
    proxy.clear();
    if (!isUp) await api.start();
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Sends the mutation, and waits until its call is held back, or it is over without that call. */
async function untilHeld(
  world: Constellation,
  scenario: KillScenario,
  prepared: Prepared,
  before: ReadonlySet<string>,
  { scope, call, point }: KillCase,
): Promise<void> {
  const { proxy } = world;
  const order: FaultOrder = { fault: point === "BEFORE" ? "hold" : "hold-answer", skip: call, times: 1, ...scope };
  const { id } = await proxy.add(order);
  const answer: { isThere: boolean; failure: unknown } = { isThere: false, failure: null };
  // Answered after two seconds at most: then the work goes on without whoever asked. Once the process is dead its connection breaks.
  prepared.send().then(
    () => (answer.isThere = true),
    (failure: unknown) => (answer.failure = failure),
  );
  await waitUntil(
    async () => {
      if (proxy.find(id)?.holding === 1) return true;
      if (answer.failure !== null) throw answer.failure;
      return answer.isThere && (await isOver(world, prepared, before)) ? true : undefined;
    },
    () => `call ${call} of ${scenario.name}`,
    { timeoutMs: 60_000, everyMs: 5 },
  );
}

async function prepare(world: Constellation, scenario: KillScenario) {
  tags += 1;
  const prepared = await scenario.prepare(world, `k${process.pid}-${tags}`);
  const before: ReadonlySet<string> = new Set((await operations(world)).map(({ id }) => id));
  return { prepared, before };
}

/** Whether what was asked for is over: then that call is never made in this run. */
async function isOver(
  world: Constellation,
  { effect: { kind, about } }: Prepared,
  before: ReadonlySet<string>,
): Promise<boolean> {
  const made = (await operations(world)).find(
    (each) => each.kind === kind && (each.name ?? each.team) === about && !before.has(each.id),
  );
  return made === undefined || made.state === "DONE" || made.state === "UNDONE" || made.state === "FAILED";
}

/** What is still broken 30 s later. */
async function settled(
  world: Constellation,
  prepared: Prepared,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const broken = await brokenAtRest(world, prepared, before);
    if (broken.length === 0 || performance.now() > deadline) return broken;
  }
}

/** Makes room for the next case. */
async function cleanUp(world: Constellation, { pod }: Prepared): Promise<void> {
  if (!pod?.expected) return;
  const { api } = world;
  await send(world, { name: "deletePod", input: { namespace: "test-team", name: pod.name } });
  await waitUntil(
    async () => {
      const text = 'query ($name: String!) { pod(namespace: "test-team", name: $name) { id } }';
      return (await query<{ pod: object | null }>(api.url, text, { name: pod.name })).pod === null ? true : undefined;
    },
    () => `${pod.name} gone`,
  );
}
