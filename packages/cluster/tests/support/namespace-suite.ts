import { NO_NEED } from "@resource-manager/domain/model/amounts";
import type {
  NamespaceObject,
  NamespaceState,
  ObservedNamespaceObject,
} from "@resource-manager/domain/model/namespace-object";
import type { PullSecret } from "@resource-manager/domain/model/pull-secret";
import { NO_QUOTA, newTeam, type Team } from "@resource-manager/domain/model/team";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { differences, wantedObjects } from "@resource-manager/domain/rules/namespace-objects";
import { dockerConfigText, placeOfSecret, pullSecretName } from "@resource-manager/domain/rules/pull-secrets";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ClusterConnection, connectCluster } from "../../src/connect.ts";
import type { RunningCluster } from "./cluster-suite.ts";
import { REAL_CLOCK } from "./real-clock.ts";

const GIB = 2 ** 30;
const PLACE = { namespace: "vision", team: "vision" };
/** Seals nothing: what is written is to be seen here. */
const VAULT: Vault = {
  seal: (text, place) => `${place} ${text}`,
  open: (sealed, place) => (sealed.startsWith(`${place} `) ? sealed.slice(place.length + 1) : null),
  fingerprint: (text) => `of ${text}`,
};
const WAIT = { timeout: 20_000, interval: 50 };

/** What keeps a team's namespace, written and read back; the same on every kind of cluster. */
export function namespaceSuite(start: () => Promise<RunningCluster>): void {
  let running: RunningCluster;
  let ours: ClusterConnection;
  let others: ClusterConnection;

  beforeAll(async () => {
    running = await start();
    const connect = (installationId: string) =>
      connectCluster({ kubeconfigPath: running.kubeconfigPath }, { clock: REAL_CLOCK, installationId, vault: VAULT });
    ours = await connect("6d3f3f1e-0000-4000-8000-000000000001");
    others = await connect("6d3f3f1e-0000-4000-8000-000000000002");
  }, 120_000);
  afterAll(async () => {
    await ours?.close();
    await others?.close();
    await running?.stop();
  }, 30_000);

  const team: Team = {
    ...newTeam("vision", {
      quota: { ...NO_QUOTA, gpus: 4, cpuMillis: 16_500, ramBytes: 64 * GIB, storageBytes: 100 * GIB, podSlots: 3 },
      defaults: { cpuMillis: 500, ramBytes: 2 * GIB, storageBytes: 8 * GIB },
    }),
    used: NO_NEED,
    usedByModel: {},
    pullSecrets: [],
  };

  async function read(connection = ours): Promise<NamespaceState> {
    const answer = await connection.cluster.readNamespace(PLACE.namespace);
    if (answer.kind !== "ok") throw new Error(`it cannot be read: ${answer.kind}`);
    return answer.value;
  }

  async function find(object: Pick<NamespaceObject, "kind" | "name">): Promise<ObservedNamespaceObject> {
    const found = (await read()).objects.find(({ kind, name }) => kind === object.kind && name === object.name);
    if (!found) throw new Error(`there is no ${object.name}`);
    return found;
  }

  /** Writes what differs, until nothing does: the service account comes a moment after its namespace. */
  async function keep(wanted: readonly NamespaceObject[]): Promise<void> {
    await vi.waitFor(async () => {
      const answer = await ours.cluster.readNamespace(PLACE.namespace);
      const observed = answer.kind === "ok" ? answer.value : null;
      for (const { wanted: object, observed: at } of differences(wanted, observed)) {
        expect(await ours.cluster.putNamespaceObject(PLACE, object, at)).toEqual({ kind: "ok", value: null });
      }
    }, WAIT);
  }

  describe("a team's namespace", () => {
    test("is not there at first", async () => {
      expect(await ours.cluster.readNamespace(PLACE.namespace)).toEqual({ kind: "notFound" });
    });

    test("gets everything that keeps it, and then nothing differs", async () => {
      const wanted = wantedObjects(team, PLACE.namespace);
      await keep(wanted);
      const state = await read();
      expect(differences(wanted, state)).toEqual([]);
      expect(state.terminating).toBe(false);
      expect(state.objects.filter(({ mark }) => mark === "OURS")).toHaveLength(wanted.length - 1);
    });

    test("follows a change of quota and of defaults, also to no limit at all", async () => {
      const wider = { ...team, quota: { ...NO_QUOTA, gpus: 8 }, defaults: { ...team.defaults, storageBytes: null } };
      for (const each of [wider, { ...wider, quota: NO_QUOTA }, { ...wider, archived: true }, team]) {
        const wanted = wantedObjects(each, PLACE.namespace);
        await keep(wanted);
        expect(differences(wanted, await read())).toEqual([]);
      }
    });

    test("what was edited is told field by field, and is put right", async () => {
      const deny = await find({ kind: "NETWORK_POLICY", name: "resource-manager-deny-all" });
      await ours.cluster.putNamespaceObject(PLACE, { ...deny, content: { rule: "ALLOW_DNS" } }, deny);
      // The quota controller writes to its status meanwhile.
      await vi.waitFor(async () => {
        const quota = await find({ kind: "RESOURCE_QUOTA", name: "resource-manager" });
        const edited = { ...quota, content: { gpus: "64" } };
        expect(await ours.cluster.putNamespaceObject(PLACE, edited, quota)).toEqual({ kind: "ok", value: null });
      }, WAIT);
      const wanted = wantedObjects(team, PLACE.namespace);
      const found = differences(wanted, await read()).map(({ wanted: { name }, fields }) => [name, fields[0]]);
      expect(found).toEqual([
        ["resource-manager-deny-all", { field: "rule", wanted: "DENY_ALL", observed: "ALLOW_DNS" }],
        ["resource-manager", { field: "cpuMillis", wanted: "16500", observed: null }],
      ]);
      await keep(wanted);
      expect(differences(wanted, await read())).toEqual([]);
    });

    test("an object that is there is not made again, and an old version is not written over", async () => {
      const quota = await find({ kind: "RESOURCE_QUOTA", name: "resource-manager" });
      expect(await ours.cluster.putNamespaceObject(PLACE, quota, null)).toEqual({ kind: "alreadyExists" });
      const limits = await find({ kind: "LIMIT_RANGE", name: "resource-manager" });
      const changed = { ...limits, content: { ...limits.content, cpuMillis: "900" } };
      expect(await ours.cluster.putNamespaceObject(PLACE, changed, limits)).toEqual({ kind: "ok", value: null });
      expect(await ours.cluster.putNamespaceObject(PLACE, changed, limits)).toMatchObject({ kind: "conflict" });
      const account = await find({ kind: "SERVICE_ACCOUNT", name: "default" });
      const old = { uid: account.uid, resourceVersion: "1" };
      expect(await ours.cluster.putNamespaceObject(PLACE, account, old)).toMatchObject({ kind: "conflict" });
      await keep(wantedObjects(team, PLACE.namespace));
    });

    test("has a pull secret that a pod may refer to, its credentials changed and taken away as its team's are", async () => {
      const name = pullSecretName("registry.example");
      const place = placeOfSecret(team.name, name);
      const secretOf = (password: string): PullSecret => {
        const text = dockerConfigText({ registry: "registry.example", username: "robot", password });
        const [sealed, at] = [VAULT.seal(text, place), new Date(0)];
        const told = { fingerprint: VAULT.fingerprint(text), createdBy: "ann", createdAt: at, rotatedAt: at };
        return { registry: "registry.example", username: "robot", sealed, ...told };
      };
      for (const password of ["one", "two"]) {
        const wanted = wantedObjects({ ...team, pullSecrets: [secretOf(password)] }, PLACE.namespace);
        await keep(wanted);
        const found = await find({ kind: "PULL_SECRET", name });
        expect(found.content.credentials).toContain(`"password":"${password}"`);
        expect(differences(wanted, await read())).toEqual([]);
      }
      const { uid, ...there } = await find({ kind: "PULL_SECRET", name });
      const { sealed } = secretOf("three");
      const other = { ...there, sealed: sealed.replace(place, "another place") };
      expect(await ours.cluster.putNamespaceObject(PLACE, other, { ...there, uid })).toMatchObject({
        kind: "rejected",
      });
      expect(await ours.cluster.deletePullSecret(PLACE.namespace, name, "another")).toMatchObject({ kind: "conflict" });
      expect(differences(wantedObjects(team, PLACE.namespace), await read())).toMatchObject([{ surplus: true }]);
      expect(await ours.cluster.deletePullSecret(PLACE.namespace, name, uid)).toEqual({ kind: "ok", value: null });
      expect(differences(wantedObjects(team, PLACE.namespace), await read())).toEqual([]);
    });

    test("is another installation's to others", async () => {
      const marks = (await read(others)).objects.map(({ mark }) => mark);
      expect(new Set(marks)).toEqual(new Set(["OTHER", "NOBODY"]));
    });

    test("is deleted by uid alone", async () => {
      const { uid } = await read();
      const other = "00000000-0000-4000-8000-000000000000";
      expect(await ours.cluster.deleteNamespace(PLACE.namespace, other)).toMatchObject({ kind: "conflict" });
      expect(await ours.cluster.deleteNamespace(PLACE.namespace, uid)).toEqual({ kind: "ok", value: null });
      await vi.waitFor(async () => {
        const answer = await ours.cluster.readNamespace(PLACE.namespace);
        expect(answer.kind === "notFound" || (answer.kind === "ok" && answer.value.terminating)).toBe(true);
      }, WAIT);
    });
  });
}
