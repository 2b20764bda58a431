import { checkConsistency } from "@resource-manager/domain/consistency/consistency";
import type { RepairKind } from "@resource-manager/domain/consistency/finding";
import { ANNA, createRequest, type World } from "./world.ts";

export const TRAIN = { namespace: "test-team", name: "train" } as const;

/** Applies that repair to every finding that offers it, one after another, as a pass of healing does. */
export async function repairAll({ ledger, cluster, clock, process }: World, kind: RepairKind): Promise<unknown> {
  const installationId = (await ledger.installation()).id;
  const { findings } = await checkConsistency({ ledger, view: cluster, cluster, clock, installationId });
  const answers: unknown[] = [];
  for (const { repairs, subject, pod } of findings) {
    const repair = repairs.find((each) => each.kind === kind);
    const request = { subject, pod, dryRun: false, operationId: null };
    if (repair) answers.push(await process.commands.repair(ANNA, { ...request, repair }));
  }
  return answers;
}

/** A pod with our marks that the ledger does not know, as after a restore from an older copy. */
export async function putOrphan({ ledger, cluster }: World): Promise<void> {
  const installationId = (await ledger.installation()).id;
  const mark = { installationId, podId: "orphan", allocationId: "orphans-room", team: "test-team", owner: "anna" };
  const { image, command, env, ports, restartPolicy, gpuModels, server } = createRequest();
  const resources = { gpus: 1, cpuMillis: 1_000, ramBytes: 2 ** 30, storageBytes: 0 };
  const spec = { image, command, env, ports, restartPolicy, gpuModels, server, resources };
  cluster.putPod({ namespace: "test-team", name: "stray", spec, server: "a", mark, version: 1 });
}
