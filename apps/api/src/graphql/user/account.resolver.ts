import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { toSession, toUser } from "./to-user.ts";
import { ChangePasswordInput, EndSessionsInput } from "./user.input.ts";
import { ChangePasswordResult, ChangePasswordSuccess, EndSessionsResult, EndSessionsSuccess } from "./user.result.ts";
import { Session } from "./user.type.ts";

const NOT_SIGNED_IN = {
  kind: "NotFound",
  what: "SESSION",
  message: "this request is not of somebody who is signed in, so there is no account of theirs",
} as const;

/** The viewer's own account. */
@Resolver(() => Session)
export class AccountResolver {
  @Query(() => [Session], {
    description: "The viewer's own, the one that was used last at the beginning. Empty where they are not signed in.",
  })
  sessions(@Ctx() { session, services }: GraphQLContext): readonly Session[] {
    if (session === null) return [];
    return services.identity.core.sessions.of(session.userId).map((own) => toSession(own, session.id));
  }

  @Mutation(() => ChangePasswordResult, {
    description: "Changes the viewer's own password, and ends their other sessions.",
  })
  async changePassword(
    @Arg("input", () => ChangePasswordInput) { currentPassword, newPassword }: ChangePasswordInput,
    @Ctx() { session, viewer, origin, services }: GraphQLContext,
  ): Promise<ChangePasswordSuccess | UserError> {
    if (session === null) return toRefusal(NOT_SIGNED_IN);
    const given = { current: currentPassword, next: newPassword };
    const outcome = await services.identity.users.changePassword(session, given, viewer.actor, origin);
    if (!outcome.ok) return toRefusal(outcome.error);
    return Object.assign(new ChangePasswordSuccess(), { user: toUser(outcome.value) });
  }

  @Mutation(() => EndSessionsResult, {
    description:
      "Ends one of the viewer's own sessions, or all others, with the connections that were opened with them.",
  })
  async endSessions(
    @Arg("input", () => EndSessionsInput) { id }: EndSessionsInput,
    @Ctx() { session, viewer, services }: GraphQLContext,
  ): Promise<EndSessionsSuccess | UserError> {
    if (session === null) return toRefusal(NOT_SIGNED_IN);
    const { users } = services.identity;
    if (!id) {
      const ended = await users.endOtherSessions(session, viewer.actor);
      return Object.assign(new EndSessionsSuccess(), { ended });
    }
    const outcome = await users.endSession(session.userId, id, viewer.actor);
    return outcome.ok ? Object.assign(new EndSessionsSuccess(), { ended: 1 }) : toRefusal(outcome.error);
  }
}
