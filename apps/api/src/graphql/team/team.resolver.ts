import type * as domain from "@resource-manager/domain/model/team";
import { overQuota } from "@resource-manager/domain/rules/quota";
import { Arg, Ctx, Int, Query, Resolver, Subscription } from "type-graphql";
import { sightOf } from "../../live/sight.ts";
import { pageSize } from "../common/connection.ts";
import type { GraphQLContext, SubscribeData } from "../context.ts";
import { QuotaRequest, toQuotaRequest } from "./quota-request.type.ts";
import { Namespace, Team } from "./team.type.ts";

const REQUESTS_MAX = 200;
/** How far back one team's requests are looked for. */
const REQUESTS_READ_MAX = 2_000;

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => [Team], { description: "Those that the viewer sees, by name; archived ones too." })
  async teams(@Ctx() { viewer, services }: GraphQLContext): Promise<readonly Team[]> {
    const [teams, namespaces] = await Promise.all([services.ledger.teams(), services.ledger.namespaces()]);
    const sight = sightOf(viewer);
    return teams.filter(({ name }) => sight.sees(name)).map((team) => toTeam(team, namespaces));
  }

  @Subscription(() => [Team], {
    description:
      "All teams that the viewer sees, now, and whenever one, its use, its namespaces, its quota requests, its members or its service accounts changed (at most about 4 a second).",
    subscribe: ({ context }: SubscribeData) => context.services.teamChannel.subscribe(),
  })
  teamsChanged(@Ctx() context: GraphQLContext): Promise<readonly Team[]> {
    return this.teams(context);
  }

  @Query(() => Team, { nullable: true })
  async team(
    @Arg("name", () => String) name: string,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<Team | null> {
    // Nothing is read of what they do not see, as of what there is not.
    if (!sightOf(viewer).sees(name)) return null;
    const [team, namespaces] = await Promise.all([services.ledger.team(name), services.ledger.namespaces()]);
    return team === null ? null : toTeam(team, namespaces);
  }

  @Query(() => [QuotaRequest], { description: "Open ones first, then the newest; at most 200." })
  async quotaRequests(
    @Arg("team", () => String, { nullable: true, description: "Only those of this team." }) only:
      | string
      | null
      | undefined,
    @Arg("first", () => Int, { defaultValue: 50 }) first: number,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<readonly QuotaRequest[]> {
    const sight = sightOf(viewer);
    const limit = only || sight.teams !== null ? REQUESTS_READ_MAX : Math.min(pageSize(first), REQUESTS_MAX);
    const seen = (await services.ledger.quotaRequests(limit)).filter(({ team }) => sight.sees(team));
    const asked = only ? seen.filter(({ team }) => team === only) : seen;
    return asked.slice(0, Math.min(pageSize(first), REQUESTS_MAX)).map(toQuotaRequest);
  }

  @Query(() => [Namespace], { description: "The namespaces of teams, in which pods may be asked for, by name." })
  async namespaces(
    @Arg("team", () => String, { nullable: true, description: "Only those of this team." }) only:
      | string
      | null
      | undefined,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<readonly Namespace[]> {
    const [teams, namespaces] = await Promise.all([services.ledger.teams(), services.ledger.namespaces()]);
    const sight = sightOf(viewer);
    const seen = teams.filter(({ name }) => sight.sees(name));
    const byName = new Map(seen.map((team) => [team.name, toTeam(team, namespaces)]));
    return namespaces.flatMap(({ name, team: teamName, keeping }) => {
      const team = byName.get(teamName);
      return team && (only === null || only === undefined || only === teamName) ? [{ name, team, keeping }] : [];
    });
  }
}

/** A team as the schema has it. */
export function toTeam(team: domain.Team, namespaces: readonly domain.TeamNamespace[]): Team {
  const { quota, used, usedByModel, ...page } = team;
  const models = [...new Set([...Object.keys(quota.gpusByModel), ...Object.keys(usedByModel)])].sort();
  return {
    name: page.name,
    description: page.description,
    archived: page.archived,
    version: page.version,
    defaults: page.defaults,
    allowedImages: page.allowedImages,
    quota: { ...quota, pods: quota.podSlots },
    used,
    usedPods: used.podSlots,
    gpuModels: models.map((model) => ({
      model,
      quota: quota.gpusByModel[model] ?? null,
      used: usedByModel[model] ?? 0,
    })),
    overQuota: overQuota(team),
    namespaces: namespaces.filter((namespace) => namespace.team === page.name).map((namespace) => namespace.name),
  };
}
