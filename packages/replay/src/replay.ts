import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { openClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import type { ServerSpecification } from "@resource-manager/laboratory/server-specification";
import { describeProblem, type RowProblem } from "./input/csv-table.ts";
import { readPods, type TracePod } from "./input/pod-table.ts";
import { readServers } from "./input/server-table.ts";
import { timelineOf } from "./input/timeline.ts";
import type { ReplayOptions } from "./options.ts";
import type { CreateRecord, Verdict } from "./proof/facts.ts";
import { ReplayRefusal } from "./refusal.ts";
import { reportMeasured, reportVerdicts } from "./report.ts";
import { type ApiClient, openApiClient } from "./run/api-client.ts";
import { cleanUp } from "./run/clean-up.ts";
import { readReadyServers, readSystem, type SystemFacts } from "./run/ledger-reader.ts";
import { requestsOf } from "./run/pod-request.ts";
import { PodWatch } from "./run/pod-watch.ts";
import { ApiMemory, ownPeakMib } from "./run/process-memory.ts";
import { tellProgress } from "./run/progress-line.ts";
import { prove } from "./run/prove.ts";
import { type Progress, sendEvents } from "./run/send-events.ts";
import { loadServers } from "./run/server-loader.ts";
import { settle } from "./run/settle.ts";

const shownProblems = 20;
const seenWithinMs = 60_000;

/** What a replay found out. */
export interface ReplayOutcome {
  readonly records: readonly CreateRecord[];
  readonly verdicts: readonly Verdict[];
  readonly rowProblems: readonly RowProblem[];
  readonly differences: number;
}

/**
 * Replays a trace against a running product and its cluster, tells what it does on standard output, and proves the result.
 * @throws ReplayRefusal where it cannot be done
 */
export async function replay(options: ReplayOptions & { readonly kubeconfig: string }): Promise<ReplayOutcome> {
  const { servers, pods, rowProblems } = await readInput(options);
  await using cluster = await openClusterConnection(options.kubeconfig, options.context);
  await using api = openApiClient(options.url);
  using memory = new ApiMemory(options.apiPid);
  const system = await readSystem(api);
  refuseNamespace(system, options.namespace);
  console.log(
    `  the API is version ${system.version}, its cluster ${system.clusterMode} ${system.clusterVersion ?? ""}`,
  );

  const added = await timed(`${servers.length} servers added`, () => loadServers(cluster, servers));
  await timed("the API shows them all", () => untilApiSees(api, servers));
  await using watch = await PodWatch.open(cluster, options.namespace);
  const sent = await send(options, pods, { api, watch });
  const records = sent.records.map((record) => ({ ...record, runningAt: watch.runningAt(record.name) }));

  const deleted = records.filter((record) => record.deleted).length;
  const measured = { records, deleted, retries: api.retries, apiPeakMib: memory.peakMib, ownPeakMib: ownPeakMib() };
  console.log(`\n${reportMeasured(measured)}\n\nProof, from the cluster's own API:`);
  const { installationId } = system;
  const verdicts = await prove({
    ...options,
    cluster,
    api,
    installationId,
    records,
    deletionFaults: sent.deletionFaults,
  });
  console.log(reportVerdicts(verdicts));
  if (options.clean) {
    const { namespace, concurrency } = options;
    await timed("cleaned up", () => cleanUp({ api, cluster, watch, namespace, concurrency, records, servers: added }));
  }
  const differences = verdicts.reduce((sum, verdict) => sum + verdict.differences.length, 0);
  return { records, verdicts, rowProblems, differences };
}

async function send(
  { keep, concurrency, namespace }: ReplayOptions,
  pods: readonly TracePod[],
  { api, watch }: { api: ApiClient; watch: PodWatch },
) {
  const runId = Date.now().toString(36).slice(-5);
  const requests = requestsOf(pods, namespace, runId);
  const progress: Progress = { accepted: 0, refused: 0, deleted: 0 };
  let open = 0;
  using _ = tellProgress(
    () =>
      `${progress.accepted} placed, ${progress.refused} refused, ${progress.deleted} deleted of ${pods.length}; ` +
      `${watch.everRunning} seen Running, ${api.retries} requests sent again${open > 0 ? `; waiting for ${open}` : ""}`,
  );
  const sent = await sendEvents(timelineOf(pods, keep), requests, { api, watch, concurrency, progress });
  await settle(sent.records, watch, (count) => {
    open = count;
  });
  return sent;
}

async function readInput(options: ReplayOptions) {
  const servers = readServers(await readText(options.servers));
  const pods = readPods(await readText(options.pods));
  const rowProblems = [...servers.problems, ...pods.problems];
  tellProblems(options.servers, servers.problems);
  tellProblems(options.pods, pods.problems);
  const withoutRam = pods.rows.filter((pod) => pod.statesNoRam).map((pod) => `line ${pod.line}`);
  if (withoutRam.length > 0)
    console.log(`  ${options.pods}: 1 MiB is asked for where no memory is stated (${withoutRam.join(", ")})`);
  return { servers: servers.rows, pods: pods.rows.slice(0, options.limit), rowProblems };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ReplayRefusal(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function tellProblems(path: string, problems: readonly RowProblem[]): void {
  if (problems.length === 0) return;
  console.log(`  ${path}: ${problems.length} bad rows are left out`);
  for (const problem of problems.slice(0, shownProblems)) console.log(`      ${describeProblem(problem)}`);
  if (problems.length > shownProblems) console.log(`      … and ${problems.length - shownProblems} more`);
}

function refuseNamespace(system: SystemFacts, namespace: string): void {
  const found = system.namespaces.find(({ name }) => name === namespace);
  if (found === undefined) {
    const known = system.namespaces.map(({ name }) => name).join(", ");
    throw new ReplayRefusal(`The API knows no namespace ${namespace}. It has: ${known}`);
  }
  if (found.hasQuota) {
    throw new ReplayRefusal(
      `The team ${found.team} of ${namespace} has a quota, which the replay would run into. The demo's teams have one: use a product without demo data (npm start -- --no-demo --data-dir PATH), or another --namespace.`,
    );
  }
}

/** A server that was just added is no use before the API shows it; if it never does, it works on another cluster. */
async function untilApiSees(api: ApiClient, servers: readonly ServerSpecification[]): Promise<void> {
  const deadline = performance.now() + seenWithinMs;
  for (;;) {
    const seen = await readReadyServers(api);
    const missing = servers.filter(({ name }) => !seen.has(name));
    if (missing.length === 0) return;
    if (performance.now() > deadline) {
      throw new ReplayRefusal(
        `The API does not show ${missing.length} of the servers as READY (${missing[0]?.name} …). Does --kubeconfig name the cluster that it works on?`,
      );
    }
    await pause(250);
  }
}

async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`  ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
}
