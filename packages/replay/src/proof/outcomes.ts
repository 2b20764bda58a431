import type { CreateRecord, PodFacts, Verdict } from "./facts.ts";

/**
 * Every accepted create is Running now, or was deleted as asked; nothing that was refused exists; nothing exists twice.
 * `pods` are those of the replay's namespace, whose names are the records'.
 */
export function proveOutcomes(records: readonly CreateRecord[], pods: readonly PodFacts[]): Verdict {
  const byName = new Map<string, PodFacts[]>();
  for (const pod of pods) byName.set(pod.name, [...(byName.get(pod.name) ?? []), pod]);
  const differences = records.flatMap((record) => {
    const fault = faultOf(record, byName.get(record.name) ?? []);
    return fault === undefined ? [] : [`${record.name} ${fault}`];
  });
  return { check: "every accepted create is Running or was deleted as asked", looked: records.length, differences };
}

function faultOf(record: CreateRecord, found: readonly PodFacts[]): string | undefined {
  const [pod] = found;
  if (found.length > 1) return `exists ${found.length} times`;
  if (record.outcome.kind === "refused") return pod === undefined ? undefined : "was refused and exists all the same";
  if (record.deleted) return faultOfDeleted(record, pod);
  if (pod === undefined) return "was accepted and does not exist";
  return pod.phase === "Running" ? undefined : `was accepted and is ${pod.phase}`;
}

function faultOfDeleted(record: CreateRecord, pod: PodFacts | undefined): string | undefined {
  if (pod !== undefined) return `was deleted and is still there (${pod.phase})`;
  return record.ranBeforeDeletion && record.runningAt === undefined
    ? "was accepted and deleted, and never ran"
    : undefined;
}

/** Nothing was refused for another reason than want of room: there is no cause for any. */
export function proveReasons(records: readonly CreateRecord[]): Verdict {
  const differences = records.flatMap(({ name, outcome }) =>
    outcome.kind === "refused" && outcome.code !== "INSUFFICIENT_CAPACITY"
      ? [`${name} was refused with ${outcome.code}: ${outcome.message}`]
      : [],
  );
  return { check: "nothing was refused but for want of room", looked: records.length, differences };
}
