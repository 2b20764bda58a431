import type { Viewer } from "@resource-manager/domain/model/actor";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import { noSuchTeam } from "@resource-manager/domain/operations/admit-team";
import type {
  QuotaChangeRequest,
  QuotaRequestOutcome,
  TeamPageRequest,
} from "@resource-manager/domain/operations/team-requests";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import type { GraphQLContext } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { toQuotaRequest } from "./quota-request.type.ts";
import {
  ArchiveTeamInput,
  CreateTeamInput,
  DecideQuotaRequestInput,
  KeepNamespacesInput,
  type QuotaInput,
  RequestQuotaInput,
  TeamNamespaceInput,
  UpdateTeamInput,
} from "./team.input.ts";
import { QuotaRequestResult, QuotaRequestSuccess, TeamResult } from "./team.result.ts";
import { toTeamAnswer } from "./to-team-answer.ts";

@Resolver()
export class TeamMutations {
  @Mutation(() => TeamResult, {
    description:
      "Makes a team and its namespaces, each with quota, limits, closed network and Pod Security. Undone where the cluster refuses.",
  })
  async createTeam(@Arg("input", () => CreateTeamInput) input: CreateTeamInput, @Ctx() context: GraphQLContext) {
    const { teams } = context.services;
    const { name, namespaces = null } = input;
    return toTeamAnswer(await teams.create(context.viewer.actor, { ...pageOf(input), name, namespaces }), context);
  }

  @Mutation(() => TeamResult, {
    description: "Holds in the ledger at once, and is then written to the team's namespaces.",
  })
  async updateTeam(@Arg("input", () => UpdateTeamInput) input: UpdateTeamInput, @Ctx() context: GraphQLContext) {
    const { name, version = null, restore } = input;
    const request = { ...pageOf(input), name, version, restore };
    return toTeamAnswer(await context.services.teams.update(context.viewer.actor, request), context);
  }

  @Mutation(() => TeamResult, {
    description: "Only a team without pods. Its namespaces stay, and take nothing new until it is brought back.",
  })
  async archiveTeam(@Arg("input", () => ArchiveTeamInput) input: ArchiveTeamInput, @Ctx() context: GraphQLContext) {
    const { name, version = null, dryRun, operationId = null } = input;
    const request = { name, version, dryRun, operationId };
    return toTeamAnswer(await context.services.teams.archive(context.viewer.actor, request), context);
  }

  @Mutation(() => TeamResult, { description: "Makes one more namespace for the team." })
  async addNamespace(
    @Arg("input", () => TeamNamespaceInput) input: TeamNamespaceInput,
    @Ctx() context: GraphQLContext,
  ) {
    return toTeamAnswer(await context.services.teams.addNamespace(context.viewer.actor, namespaceOf(input)), context);
  }

  @Mutation(() => TeamResult, {
    description:
      "Puts a namespace that exists in order for the team: labels, Pod Security, closed network, quota, limits. Ask with `dryRun` first: it shows the pods that are there, and what new ones like them would be refused for.",
  })
  async adoptNamespace(
    @Arg("input", () => TeamNamespaceInput) input: TeamNamespaceInput,
    @Ctx() context: GraphQLContext,
  ) {
    return toTeamAnswer(await context.services.teams.adoptNamespace(context.viewer.actor, namespaceOf(input)), context);
  }

  @Mutation(() => TeamResult, {
    description: "Puts right what was deleted or edited by hand in the team's namespaces.",
  })
  async keepNamespaces(
    @Arg("input", () => KeepNamespacesInput) input: KeepNamespacesInput,
    @Ctx() context: GraphQLContext,
  ) {
    const { name, dryRun, operationId = null } = input;
    const request = { name, dryRun, operationId };
    return toTeamAnswer(await context.services.teams.keepNamespaces(context.viewer.actor, request), context);
  }

  @Mutation(() => QuotaRequestResult, { description: "Asks for another quota, for somebody to decide." })
  async requestQuota(@Arg("input", () => RequestQuotaInput) input: RequestQuotaInput, @Ctx() context: GraphQLContext) {
    const { team, reason, dryRun, operationId = null } = input;
    const request = { team, quota: quotaOf(input.quota), reason, dryRun, operationId };
    const { viewer, services } = context;
    return requestAnswer(await services.teams.requestQuota(viewer.actor, request, rightsOf(viewer)), viewer);
  }

  @Mutation(() => QuotaRequestResult, {
    description: "Approves a request, which changes the team's quota, or denies it.",
  })
  async decideQuotaRequest(
    @Arg("input", () => DecideQuotaRequestInput) input: DecideQuotaRequestInput,
    @Ctx() context: GraphQLContext,
  ) {
    const { id, approve, note = null, dryRun, operationId = null } = input;
    const request = { id, approve, note, dryRun, operationId };
    const { viewer, services } = context;
    return requestAnswer(await services.teams.decideQuotaRequest(viewer.actor, request, rightsOf(viewer)), viewer);
  }
}

function pageOf(input: UpdateTeamInput | CreateTeamInput): TeamPageRequest {
  const { description = null, quota, defaults, allowedImages = null, dryRun, operationId = null } = input;
  const { cpu = null, ram = null, storage } = defaults ?? {};
  return {
    description,
    quota: quota ? quotaOf(quota) : null,
    defaults: defaults ? { cpu, ram, ...(storage === undefined ? {} : { storage }) } : null,
    allowedImages,
    dryRun,
    operationId,
  };
}

/** What the client left out is left out here too: null means something else. */
function quotaOf({ gpusByModel, ...limits }: QuotaInput): QuotaChangeRequest {
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  const models = gpusByModel?.map(({ model, gpus = null }) => ({ model, gpus }));
  return { ...Object.fromEntries(given), ...(models ? { gpusByModel: models } : {}) };
}

function namespaceOf({ team, namespace, dryRun, operationId = null }: TeamNamespaceInput) {
  return { team, namespace, dryRun, operationId };
}

function requestAnswer(outcome: Result<QuotaRequestOutcome, Refusal>, viewer: Viewer): QuotaRequestSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  const { request, operation, dryRun } = outcome.value;
  // An answer is given again to whoever has its key, and they may have left the team since.
  if (!sightOf(viewer).sees(request.team)) return toRefusal(noSuchTeam(request.team));
  return Object.assign(new QuotaRequestSuccess(), {
    request: toQuotaRequest(request),
    operation: operation === null ? null : toOperation(operation),
    dryRun,
  });
}
