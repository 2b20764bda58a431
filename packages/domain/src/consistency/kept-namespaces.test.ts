import { expect, test } from "vitest";
import { NO_NEED } from "../model/amounts.ts";
import type { NamespaceState } from "../model/namespace-object.ts";
import { newTeam, type Team, type TeamNamespace } from "../model/team.ts";
import type { ClusterAnswer } from "../ports/cluster.ts";
import { KeptNamespaces, type KeptNamespacesPorts } from "./kept-namespaces.ts";

const TEAM: Team = { ...newTeam("team"), used: NO_NEED, usedByModel: {}, pullSecrets: [] };
const NAMES = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, "0")}`);
const OWNED = NAMES.map((name): TeamNamespace => ({ name, team: "team", keeping: "MADE" }));
const nobody: ReadonlySet<string> = new Set();

function reading() {
  const asked: string[] = [];
  const cluster = { away: false };
  const ports = {
    ledger: { teams: async () => [TEAM] },
    cluster: {
      readNamespace: async (name: string): Promise<ClusterAnswer<NamespaceState>> => {
        asked.push(name);
        if (cluster.away) return { kind: "unavailable", message: "away", effectUnknown: false, retryAfterMs: null };
        return { kind: "ok", value: { name, uid: name, terminating: false, objects: [] } };
      },
    },
  };
  // Only what is read here: nothing else of the ledger is called.
  return { asked, cluster, kept: new KeptNamespaces(ports as unknown as KeptNamespacesPorts) };
}

test("all come in turn, and those with a finding each time", async () => {
  const { asked, kept } = reading();
  await kept.read(OWNED, nobody, () => nobody);
  expect(asked).toEqual(NAMES.slice(0, 16));
  asked.length = 0;
  const known = await kept.read(OWNED, new Set(["n03"]), () => nobody);
  expect(asked.slice(0, 5)).toEqual(["n03", "n16", "n17", "n18", "n19"]);
  expect(known).toHaveLength(20);
});

test("a cluster that is away is asked once, and what was known stays known", async () => {
  const { asked, cluster, kept } = reading();
  await kept.read(OWNED.slice(0, 3), nobody, () => nobody);
  asked.length = 0;
  cluster.away = true;
  expect(await kept.read(OWNED.slice(0, 3), nobody, () => nobody)).toHaveLength(3);
  expect(asked).toHaveLength(1);
});

test("nothing is said of a team whose namespaces are being changed", async () => {
  const { kept } = reading();
  expect(await kept.read(OWNED, nobody, () => new Set(["team"]))).toEqual([]);
});
