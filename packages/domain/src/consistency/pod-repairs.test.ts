import { expect, test } from "vitest";
import { ledgerPod, observedPod } from "../testing/objects.ts";
import { adoptOrphan, adoptReplacement, deleteOrphan, reapply, recreate, release, retire } from "./pod-repairs.ts";

const POD = ledgerPod();
const SEEN = observedPod({ uid: "uid-2" });
/** For the ledger's pod at the version of its wish that was looked at. */
const OF_POD = { podId: "pod-1", podVersion: 3 };
const NO_POD = { podId: null, podVersion: null };

test("retiring ends a pod in the ledger, once the cluster says that it is absent", () => {
  expect(retire(POD)).toMatchObject({
    kind: "RETIRE",
    ...OF_POD,
    uid: null,
    resourceVersion: null,
    calls: ["GET pod team/train: it must be absent", "free its allocation once it is proven gone"],
    deletes: true,
  });
});

test("making a pod again that is not there ends nothing", () => {
  expect(recreate(POD, null)).toMatchObject({
    kind: "RECREATE",
    ...OF_POD,
    uid: null,
    resourceVersion: null,
    calls: [
      "POST pod team/train (dry run)",
      "GET pod team/train: the old one must be gone from its server",
      "POST pod team/train",
    ],
    risk: "whoever deleted it on purpose finds it running again",
    undo: "delete it",
    deletes: false,
  });
});

test("making a pod again in another one's place deletes that very one", () => {
  expect(recreate(POD, SEEN)).toMatchObject({
    uid: "uid-2",
    resourceVersion: null,
    calls: [
      "POST pod team/train (dry run)",
      "DELETE pod team/train with uid uid-2",
      "GET pod team/train: the old one must be gone from its server",
      "POST pod team/train",
    ],
    risk: "its processes and what they hold in memory and on its disk are lost",
    deletes: true,
  });
});

test("setting the wish again is for the object that was looked at; an image restarts the container", () => {
  const calls = ["PATCH pod team/train: labels and annotations", "PATCH pod team/train: image"];
  const restarting = { kind: "REAPPLY", ...OF_POD, uid: "uid-2", resourceVersion: "7", calls, deletes: false };
  expect(reapply(POD, SEEN, calls)).toMatchObject({ ...restarting, risk: "the new image restarts the container" });
  const quiet = reapply(POD, SEEN, ["PATCH pod team/train/resize: cpu, memory"]);
  expect(quiet.risk).toBe("whoever edited it on purpose finds the edit gone");
});

test("releasing without proof asks nothing of the cluster, and says what may happen on that server", () => {
  expect(release(POD, "gpu-7")).toMatchObject({
    kind: "RELEASE",
    ...OF_POD,
    uid: null,
    resourceVersion: null,
    calls: [],
    risk: "if its containers still run on gpu-7, its GPUs are promised twice once gpu-7 is back",
    deletes: true,
  });
});

test("taking what stands in the pod's place moves its allocation to it", () => {
  expect(adoptReplacement(POD, SEEN)).toMatchObject({
    kind: "ADOPT",
    ...OF_POD,
    uid: "uid-2",
    resourceVersion: "7",
    calls: ["GET pod team/train", "move its allocation to it"],
    deletes: false,
  });
});

test("adopting an orphan writes the books alone, at the version that was looked at", () => {
  expect(adoptOrphan(SEEN)).toMatchObject({
    kind: "ADOPT",
    ...NO_POD,
    uid: "uid-2",
    resourceVersion: "7",
    calls: ["GET pod team/train", "write pod, allocation and counters"],
    deletes: false,
  });
});

test("deleting an orphan deletes that very pod, and no other under its name", () => {
  expect(deleteOrphan(SEEN)).toMatchObject({
    kind: "DELETE_ORPHAN",
    ...NO_POD,
    uid: "uid-2",
    resourceVersion: null,
    calls: ["GET pod team/train", "DELETE pod team/train with uid uid-2", "free its capacity once it is proven gone"],
    deletes: true,
  });
});
