import type { TeamAnswer } from "@resource-manager/domain/operations/team-requests";
import type { GraphQLContext } from "../context.ts";
import { toOperation } from "../operation/operation.type.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { toTeam } from "./team.resolver.ts";
import { TeamSuccess } from "./team.result.ts";

/** What a change of a team came to, as the member of the result union that stands for it. */
export async function toTeamAnswer(
  outcome: TeamAnswer,
  { services }: Pick<GraphQLContext, "services">,
): Promise<TeamSuccess | UserError> {
  if (!outcome.ok) return toRefusal(outcome.error);
  const { team, operation, ...rest } = outcome.value;
  return Object.assign(new TeamSuccess(), {
    ...rest,
    team: toTeam(team, await services.ledger.namespaces()),
    operation: operation === null ? null : toOperation(operation),
  });
}
