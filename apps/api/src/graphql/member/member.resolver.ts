import type { MemberOutcome } from "@resource-manager/domain/identity/memberships";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import { rightsOf } from "@resource-manager/domain/rules/rights";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { Team } from "../team/team.type.ts";
import { RemoveMemberInput, SetMemberInput } from "./member.input.ts";
import { MemberResult, MemberSuccess } from "./member.result.ts";
import { Member } from "./member.type.ts";

@Resolver(() => Team)
export class MemberResolver {
  @FieldResolver(() => [Member], { description: "The longest in it first." })
  members(@Root() { name }: Team, @Ctx() { services }: GraphQLContext): readonly Member[] {
    return services.memberships.of(name).map(({ user, membership: { role, since } }) => ({
      ...{ userId: user.id, name: user.name, role, since },
      disabled: user.disabledAt !== null,
    }));
  }

  @Mutation(() => MemberResult, {
    description:
      "Adds somebody to a team, or gives them another role in it. It holds at once, on open connections too, which begin anew.",
  })
  async setMember(@Arg("input", () => SetMemberInput) input: SetMemberInput, @Ctx() context: GraphQLContext) {
    const { viewer, services } = context;
    const request = { ...input, operationId: input.operationId ?? null };
    return answer(await services.memberships.set(viewer.actor, request, rightsOf(viewer)));
  }

  @Mutation(() => MemberResult, {
    description: "Takes somebody out of a team, at once. Their pods stay.",
  })
  async removeMember(@Arg("input", () => RemoveMemberInput) input: RemoveMemberInput, @Ctx() context: GraphQLContext) {
    const { viewer, services } = context;
    const request = { ...input, operationId: input.operationId ?? null };
    return answer(await services.memberships.remove(viewer.actor, request, rightsOf(viewer)));
  }
}

function answer(outcome: Result<MemberOutcome, Refusal>): MemberSuccess | UserError {
  if (!outcome.ok) return toRefusal(outcome.error);
  return Object.assign(new MemberSuccess(), { ...outcome.value, user: outcome.value.user.name });
}
