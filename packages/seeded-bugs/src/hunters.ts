import type { SeededBug } from "./seeded-bug.ts";

type Tests = SeededBug["tests"];

/** Random runs and the crash matrix: they know ports and invariants, nothing else. */
export const SIMULATION: Tests = {
  of: "packages/simulation",
  files: ["tests/crash-matrix.test.ts", "tests/simulation.test.ts"],
};
export const COMMANDS: Tests = { of: "packages/simulation", files: ["tests/operations.test.ts"] };
export const RECOVERY: Tests = { of: "packages/simulation", files: ["tests/recovery.test.ts"] };
export const IDEMPOTENCY: Tests = { of: "packages/simulation", files: ["tests/idempotency.test.ts"] };
export const CANCELLING: Tests = { of: "packages/simulation", files: ["tests/cancel.test.ts"] };
/** The ledger by its port, and by processes that are killed and disks that are full. */
export const BOOKS: Tests = { of: "packages/ledger", files: ["tests/sqlite-ledger.test.ts"] };
export const DURABILITY: Tests = { of: "packages/ledger", files: ["tests/durability.test.ts"] };
/** The adapters against API servers that speak HTTP. */
export const WATCHES: Tests = {
  of: "packages/cluster",
  files: ["tests/reflector.test.ts", "tests/cluster-view.test.ts", "tests/simulator.test.ts"],
};
export const CALLS: Tests = {
  of: "packages/cluster",
  files: ["tests/cluster-calls.test.ts", "tests/simulator.test.ts"],
};
export const CONNECTIONS: Tests = { of: "packages/cluster", files: ["tests/connections.test.ts"] };
export const PROJECTION: Tests = {
  of: "packages/cluster",
  files: ["tests/simulator.test.ts", "src/observed-pod.test.ts", "src/pod-status.test.ts"],
};
export const SUBSCRIBERS: Tests = { of: "apps/api", files: ["src/live/simulated-subscribers.test.ts"] };
export const UNDO: Tests = { of: "packages/simulation", files: ["tests/undo.test.ts"] };
export const LIVE: Tests = { of: "apps/api", files: ["src/live/live-channels.test.ts", "src/live/live-view.test.ts"] };
/** Sign-in by HTTP and WebSocket, on a real ledger and a clock that the test moves. */
export const DOOR: Tests = { of: "apps/api", files: ["src/http/sign-in.test.ts"] };
/** Everything that can be asked, as each role, of an API process: its domain and its ledger run from source, so a bug in them reaches it. */
export const PROBE: Tests = { of: "apps/api", files: ["tests/visibility-probe.test.ts"] };
/** Roles by HTTP and WebSocket, on a real ledger. */
export const MEMBERS: Tests = { of: "apps/api", files: ["src/http/memberships.test.ts"] };
export const EXPORT: Tests = { of: "apps/api", files: ["src/http/audit-export.test.ts"] };
/** Statements of the ledger, as its driver runs them. */
export const SAME_WORK: Tests = { of: "packages/simulation", files: ["tests/same-work.test.ts"] };
