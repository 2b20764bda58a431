import { COMMANDS, SUBSCRIBERS, UNDO } from "./hunters.ts";
import type { SeededBug } from "./seeded-bug.ts";

/** Bugs of undoing, and of what those see who look on while things go wrong. */
export const undoBugs: readonly SeededBug[] = [
  {
    id: "undoes-what-changed-since",
    sentence: "an undo runs over what somebody changed since",
    survives: "foreign edits",
    file: "packages/domain/src/operations/undo.ts",
    from: "if (pod.version !== facts.version) return no(",
    to: "if (pod.version < 0) return no(",
    tests: UNDO,
  },
  {
    id: "undone-twice",
    sentence: "two who undo the same operation both have their way",
    survives: "client retries",
    file: "packages/domain/src/operations/admit-undo.ts",
    from: "  await tx.saveOperation({ ...operation, facts: { ...operation.facts, undoneBy: undo.id } });",
    to: "",
    tests: UNDO,
  },
  {
    id: "undo-forgets-env",
    sentence: "a pod whose deletion was undone runs without its environment",
    survives: "delete and recreate under one name",
    file: "packages/domain/src/operations/admit-undo.ts",
    from: "return admitCreate(tx, { ...ports, obstacle: ports.namesake }, actor, again, spec, hash);",
    to: "return admitCreate(tx, { ...ports, obstacle: ports.namesake }, actor, again, { ...spec, env: [] }, hash);",
    tests: UNDO,
  },
  {
    id: "secrets-in-facts",
    sentence: "an operation keeps values of environment variables where its facts are read",
    survives: "foreign edits",
    file: "packages/domain/src/operations/kept-before.ts",
    from: "  const kept: WishBefore = { image, command, ports, resources };",
    to: "  const kept: WishBefore = { ...before, image, command, ports, resources };",
    tests: UNDO,
  },
  {
    id: "waits-for-room-that-is-taken",
    sentence: "a pod whose room somebody else took keeps its allocation for as long as one that may still be placed",
    survives: "bad image, unschedulable, admission denial",
    file: "packages/domain/src/operations/scheduler-patience.ts",
    from: "const ROOM_TAKEN_PATIENCE_MS = 10_000;",
    to: "const ROOM_TAKEN_PATIENCE_MS = 30_000;",
    tests: COMMANDS,
  },
  {
    id: "resumes-without-what-is-gone",
    sentence: "a subscriber that comes back is never told of the pods that ended meanwhile",
    survives: "slow subscriber",
    file: "apps/api/src/live/row-channel.ts",
    from: "      else if (filter.concerns(key, changed)) rows.set(key, null);",
    to: "",
    tests: SUBSCRIBERS,
  },
  {
    id: "leaves-the-filter-unseen",
    sentence: "a pod that no longer matches stays on the screen of whoever filters",
    survives: "slow subscriber",
    file: "apps/api/src/live/row-channel.ts",
    from: "      else if (change.before !== null && matches(change.before)) rows.set(key, null);",
    to: "      else if (change.after === null) rows.set(key, null);",
    tests: SUBSCRIBERS,
  },
];
