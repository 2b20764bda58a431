import { needOf } from "../model/amounts.ts";
import { type LedgerPod, type ObservedPod, podKeyText } from "../model/pod.ts";
import { formatCores, formatGib } from "../model/quantities.ts";
import type { Difference, Finding } from "./finding.ts";
import { aboutPod, heldBy, makeFinding } from "./make-finding.ts";
import { markDifferences } from "./mark-drift.ts";
import { adoptReplacement, reapply, recreate } from "./pod-repairs.ts";
import type { Surroundings } from "./snapshot.ts";

/** Where the cluster's pod is not what the ledger wishes; null: it is. */
export function specDrift({ installationId }: Surroundings, pod: LedgerPod, seen: ObservedPod): Finding | null {
  if (pod.desired === "ABSENT" || seen.terminal || seen.deletionRequestedAt !== null) return null;
  if (agrees(installationId, pod, seen)) return null;
  const inPlace = [...imageDifference(pod, seen), ...sizeDifferences(pod, seen)];
  const marks = markDifferences(installationId, pod, seen);
  const fixed = fixedDifferences(pod, seen);
  const replaced = replacedDifference(pod, seen);
  const differences = [...inPlace, ...fixed, ...replaced, ...marks];
  if (differences.length === 0) return null;
  const mustRecreate = fixed.length > 0 || replaced.length > 0;
  const calls = mustRecreate ? [] : reapplyCalls(pod, inPlace, marks);
  return makeFinding({
    ...aboutPod(pod),
    class: "SPEC_DRIFT",
    severity: "WARNING",
    title: `${capitalised(fieldsOf(differences))} in the cluster ${differences.length === 1 ? "differs" : "differ"} from the ledger`,
    explanation: replaced.length > 0 ? REPLACED : fixed.length > 0 ? FIXED : EDITED,
    differences,
    repairs: mustRecreate ? [recreate(pod, seen), adoptReplacement(pod, seen)] : [reapply(pod, seen, calls)],
    asks: mustRecreate,
  });
}

/** The common case, told without making anything: a comparison of 100,000 pods spends its time here. */
function agrees(installationId: string, pod: LedgerPod, seen: ObservedPod): boolean {
  const [allocation, more] = pod.allocations;
  const { image, command, ports, env, resources } = pod.spec;
  const { mark, container, effective } = seen;
  if (!allocation || more || mark === null || container === null) return false;
  return (
    seen.image === image &&
    seen.uid === (allocation.clusterUid ?? seen.uid) &&
    effective.cpuMillis === resources.cpuMillis &&
    effective.ramBytes === resources.ramBytes &&
    effective.gpus === resources.gpus &&
    effective.storageBytes === resources.storageBytes &&
    mark.installationId === installationId &&
    mark.podId === pod.id &&
    mark.allocationId === allocation.id &&
    mark.team === pod.team &&
    mark.owner === pod.owner &&
    sameList(container.command, command) &&
    sameList(container.ports, ports) &&
    container.env.length === env.length &&
    env.every(({ name, value }, index) => container.env[index]?.name === name && container.env[index]?.value === value)
  );
}

const EDITED =
  "Somebody edited the pod beside Resource Manager. What it takes beyond the ledger counts as foreign on its server.";
const FIXED =
  "Somebody made the pod again with another spec: what differs cannot be changed in place. Choose: make it again as the ledger has it, or take it as it is.";
const REPLACED =
  "Somebody deleted the pod and made another under its name with our marks. It counts as foreign until it is taken as the pod, or made again.";
const NAMES_MAX = 3;

function fieldsOf(differences: readonly Difference[]): string {
  const names = differences.map(({ field }) => field);
  const shown = names.slice(0, NAMES_MAX);
  return names.length > NAMES_MAX ? `${shown.join(", ")} and ${names.length - NAMES_MAX} more` : shown.join(" and ");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function reapplyCalls(pod: LedgerPod, inPlace: readonly Difference[], marks: readonly Difference[]): string[] {
  const key = podKeyText(pod);
  const calls = marks.length > 0 ? [`PATCH pod ${key}: labels and annotations`] : [];
  if (inPlace.some(({ field }) => field === "image")) calls.push(`PATCH pod ${key}: image`);
  if (inPlace.some(({ field }) => field !== "image")) calls.push(`PATCH pod ${key}/resize: cpu, memory`);
  return calls;
}

function imageDifference(pod: LedgerPod, seen: ObservedPod): Difference[] {
  if (seen.image === pod.spec.image) return [];
  return [{ field: "image", ledger: pod.spec.image, clusterSpec: seen.image, clusterStatus: seen.runningImage }];
}

/** CPU and RAM may be what is wished, or what is held (sidecars and overhead make a pod larger than its wish). */
function sizeDifferences(pod: LedgerPod, seen: ObservedPod): Difference[] {
  const wish = needOf(pod.spec.resources);
  const held = heldBy(pod);
  const sizes = [
    { field: "cpu", name: "cpuMillis", format: formatCores },
    { field: "ram", name: "ramBytes", format: formatGib },
  ] as const;
  return sizes
    .filter(({ name }) => seen.effective[name] !== wish[name] && seen.effective[name] !== held[name])
    .map(({ field, name, format }) => ({
      field,
      ledger: format(wish[name]),
      clusterSpec: format(seen.effective[name]),
      clusterStatus: format(seen.held[name]),
    }));
}

/** What Kubernetes lets nobody change in place: it differs only where somebody made the pod again. */
function fixedDifferences(pod: LedgerPod, seen: ObservedPod): Difference[] {
  const held = heldBy(pod);
  const { gpus, storageBytes } = pod.spec.resources;
  const found: Difference[] = [];
  const add = (field: string, ledger: string, clusterSpec: string) =>
    void found.push({ field, ledger, clusterSpec, clusterStatus: null });
  if (seen.effective.gpus !== gpus && seen.effective.gpus !== held.gpus)
    add("gpus", String(gpus), String(seen.effective.gpus));
  if (seen.effective.storageBytes !== storageBytes && seen.effective.storageBytes !== held.storageBytes)
    add("storage", formatGib(storageBytes), formatGib(seen.effective.storageBytes));
  if (seen.container === null) return found;
  const { command, ports, env } = seen.container;
  if (!sameList(command, pod.spec.command)) add("command", listText(pod.spec.command), listText(command));
  if (!sameList(ports, pod.spec.ports)) add("ports", listText(pod.spec.ports), listText(ports));
  const names = [...new Set([...pod.spec.env, ...env].map(({ name }) => name))].sort();
  for (const name of names) {
    const wish = pod.spec.env.find((variable) => variable.name === name);
    const there = env.find((variable) => variable.name === name);
    // Values are secrets: whether they differ is said, never what they are.
    if (wish?.value !== there?.value) add(`env ${name}`, wish ? "its value" : "absent", envText(wish, there));
  }
  return found;
}

function envText(wish: object | undefined, there: object | undefined): string {
  if (!there) return "absent";
  return wish ? "another value" : "a value";
}

function replacedDifference(pod: LedgerPod, seen: ObservedPod): Difference[] {
  const bound = pod.allocations.find((allocation) => allocation.clusterUid !== null)?.clusterUid;
  if (!bound || bound === seen.uid) return [];
  return [{ field: "uid", ledger: bound, clusterSpec: seen.uid, clusterStatus: null }];
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function listText(items: readonly unknown[]): string {
  return items.length === 0 ? "none" : items.join(" ");
}
