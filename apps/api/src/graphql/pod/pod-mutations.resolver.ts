import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import { noSuchPod } from "@resource-manager/domain/operations/admit-delete";
import type { CommandOutcome } from "@resource-manager/domain/operations/commands";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { LivePodRow } from "../../live/pod-row.ts";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { CreatePodInput, DeletePodInput, UpdatePodInput } from "./pod.input.ts";
import {
  CreatePodResult,
  CreatePodSuccess,
  DeletePodResult,
  DeletePodSuccess,
  UpdatePodResult,
  UpdatePodSuccess,
} from "./pod.result.ts";

@Resolver()
export class PodMutations {
  @Mutation(() => CreatePodResult, {
    description:
      "Reserves in the ledger, then asks the cluster. Success: the cluster accepted the pod, or after 2 s its operation is WAITING and says why.",
  })
  async createPod(@Arg("input", () => CreatePodInput) input: CreatePodInput, @Ctx() context: GraphQLContext) {
    const request = {
      namespace: input.namespace,
      name: input.name,
      image: input.image,
      command: input.command ?? [],
      env: input.env ?? [],
      ports: input.ports ?? [],
      restartPolicy: input.restartPolicy,
      resources: {
        gpus: input.resources.gpus,
        cpu: input.resources.cpu ?? null,
        ram: input.resources.ram ?? null,
        storage: input.resources.storage ?? null,
      },
      server: input.server ?? null,
      gpuModels: input.gpuModels ?? [],
      dryRun: input.dryRun,
      operationId: input.operationId ?? null,
    };
    const { viewer, services } = context;
    const outcome = await services.commands.create(viewer.actor, request, rightsOf(viewer));
    return answer(CreatePodSuccess, outcome, context);
  }

  @Mutation(() => UpdatePodResult, {
    description:
      "Image, CPU and RAM change in place; GPUs, storage, env, command and ports recreate the pod (`recreate: true` is then required: its processes are lost).",
  })
  async updatePod(@Arg("input", () => UpdatePodInput) input: UpdatePodInput, @Ctx() context: GraphQLContext) {
    const request = {
      namespace: input.namespace,
      name: input.name,
      version: input.version ?? null,
      image: input.image ?? null,
      command: input.command ?? null,
      env: input.env ?? null,
      ports: input.ports ?? null,
      resources: {
        gpus: input.resources?.gpus ?? null,
        cpu: input.resources?.cpu ?? null,
        ram: input.resources?.ram ?? null,
        storage: input.resources?.storage ?? null,
      },
      recreate: input.recreate,
      dryRun: input.dryRun,
      operationId: input.operationId ?? null,
    };
    const { viewer, services } = context;
    const outcome = await services.commands.update(viewer.actor, request, rightsOf(viewer));
    return answer(UpdatePodSuccess, outcome, context);
  }

  @Mutation(() => DeletePodResult, { description: "Its capacity is free once the pod is proven gone." })
  async deletePod(@Arg("input", () => DeletePodInput) input: DeletePodInput, @Ctx() context: GraphQLContext) {
    const { namespace, name, version = null, dryRun, operationId = null } = input;
    const { viewer, services } = context;
    const request = { namespace, name, version, dryRun, operationId };
    const outcome = await services.commands.delete(viewer.actor, request, rightsOf(viewer));
    return answer(DeletePodSuccess, outcome, context);
  }
}

type Success = CreatePodSuccess | UpdatePodSuccess | DeletePodSuccess;

/** The outcome as a member of the mutation's result union. */
function answer(
  success: new () => Success,
  outcome: Result<CommandOutcome, Refusal>,
  { viewer, services }: GraphQLContext,
): Success | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  const { pod, operation, plan, dryRun } = outcome.value;
  // An answer is given again to whoever has its key, and they may have left the team since.
  if (!sightOf(viewer).sees(pod.team)) return toRefusal(noSuchPod(pod));
  const row: LivePodRow = dryRun ? services.live.plannedRow(pod) : services.live.rowOf(pod, operation);
  return Object.assign(new success(), {
    pod: row,
    operation: operation === null ? null : toOperation(operation),
    plan,
    dryRun,
  });
}
