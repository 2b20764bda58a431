import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, openSim, PODS, parkedPod, type Reply, type TestSim } from "./sim-client.ts";

let sim: TestSim;
beforeEach(async () => {
  sim = await openSim();
});
afterEach(() => sim.sim.stop());

const APPLY = { type: "application/apply-patch+yaml" };

function apply(manager: string, name: string, fields: Answer, force = false): Promise<Reply> {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, ...fields };
  const path = `/api/v1/namespaces/default/configmaps/${name}?fieldManager=${manager}${force ? "&force=true" : ""}`;
  return sim.call("PATCH", path, body, APPLY);
}

test("each manager owns what it applied; what it leaves out goes, unless another owns it too", async () => {
  expect((await apply("one", "c", { data: { a: "1", b: "2" } })).status).toBe(201);
  expect((await apply("two", "c", { data: { b: "2", c: "3" } })).status).toBe(200);
  const { body } = await apply("one", "c", { data: { a: "1" } });
  expect(body.data).toEqual({ a: "1", b: "2", c: "3" });
  expect((await apply("two", "c", { data: { c: "3" } })).body.data).toEqual({ a: "1", c: "3" });
  expect((await apply("two", "c", {})).body.data).toEqual({ a: "1" });
});

test("a changed field of another manager is a conflict that names it; force takes it over", async () => {
  await apply("one", "c", { data: { a: "1", b: "2" } });
  const refused = await apply("two", "c", { data: { a: "9", b: "9" } });
  expect(refused.status).toBe(409);
  expect(refused.body.message).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b');
  const forced = await apply("two", "c", { data: { a: "9" } }, true);
  expect(forced.body.data).toEqual({ a: "9", b: "2" });
  const owners = Object.fromEntries(
    forced.body.metadata.managedFields.map((entry: Answer) => [entry.manager, Object.keys(entry.fieldsV1["f:data"])]),
  );
  expect(owners).toEqual({ one: ["f:b"], two: ["f:a"] });
});

test("an update takes ownership of what it changes and of nothing else", async () => {
  await apply("one", "c", { data: { a: "1", b: "2" } });
  const path = "/api/v1/namespaces/default/configmaps/c?fieldManager=hand";
  const { body } = await sim.call("PATCH", path, { data: { a: "5" } }, { type: "application/merge-patch+json" });
  const hand = body.metadata.managedFields.find((entry: Answer) => entry.manager === "hand");
  expect(hand.fieldsV1).toEqual({ "f:data": { "f:a": {} } });
  const refused = await apply("one", "c", { data: { a: "1", b: "2" } });
  expect(refused.body.details.causes).toEqual([
    { reason: "FieldManagerConflict", message: 'conflict with "hand" using v1', field: ".data.a" },
  ]);
});

test("items of a keyed list are owned one by one", async () => {
  await sim.create(PODS, parkedPod("p"));
  const labels = { metadata: { name: "p", labels: { a: "1" } } };
  const body = { apiVersion: "v1", kind: "Pod", ...labels, spec: { tolerations: [{ key: "x", operator: "Exists" }] } };
  const tolerated = await sim.call("PATCH", `${PODS}/p?fieldManager=m`, body, APPLY);
  // Tolerations are owned as a whole; those that admission put there are put there again.
  expect(tolerated.body.spec.tolerations.map((one: Answer) => one.key)).toEqual([
    "x",
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
  ]);
  const containers = [{ name: "main", image: "registry.example/app:2" }];
  const image = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: { containers } };
  const conflict = await sim.call("PATCH", `${PODS}/p?fieldManager=n`, image, APPLY);
  expect(conflict.body.details.causes[0].field).toBe('.spec.containers[name="main"].image');
  const forced = await sim.call("PATCH", `${PODS}/p?fieldManager=n&force=true`, image, APPLY);
  expect(forced.body.message).toBeUndefined();
  expect(forced.body.spec.containers[0]).toMatchObject({
    image: "registry.example/app:2",
    imagePullPolicy: "IfNotPresent",
  });
});

test("applying the same again writes nothing", async () => {
  const first = await apply("one", "c", { data: { a: "1" } });
  const second = await apply("one", "c", { data: { a: "1" } });
  expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
});
