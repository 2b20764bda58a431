import { USERS_MAX, type UserWithLink } from "@resource-manager/domain/identity/user-commands";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type * as domain from "@resource-manager/domain/model/user";
import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { pathOfLink } from "../../http/local-door.ts";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import type { UserError } from "../refusal/user-error.type.ts";
import { toUser } from "./to-user.ts";
import { CreateUserInput, SetUserRoleInput, UserInput } from "./user.input.ts";
import {
  ChangeUserResult,
  ChangeUserSuccess,
  CreatePasswordLinkResult,
  CreatePasswordLinkSuccess,
  CreateUserResult,
  CreateUserSuccess,
} from "./user.result.ts";
import { type PasswordLink, User } from "./user.type.ts";

/** Users, for admins. */
@Resolver(() => User)
export class UserResolver {
  @Query(() => [User], { description: `By name; there are at most ${USERS_MAX}.` })
  users(@Ctx() { services }: GraphQLContext): readonly User[] {
    const { roster, options, hasAdmin } = services.identity.core;
    const hasDemo = options.demo && !hasAdmin;
    const shown = roster.users().filter(({ kind }) => kind === "PERSON" || hasDemo);
    return shown.map(toUser).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  @Mutation(() => CreateUserResult, {
    description: "Makes a user, and the link by which they choose their password; the link is told this once.",
  })
  async createUser(
    @Arg("input", () => CreateUserInput) { name, email, role }: CreateUserInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<CreateUserSuccess | UserError> {
    const outcome = await services.identity.users.create(viewer.actor, {
      name,
      email: email ?? null,
      role: role ?? null,
    });
    if (!outcome.ok) return toRefusal(outcome.error);
    return Object.assign(new CreateUserSuccess(), { user: toUser(outcome.value.user), link: toLink(outcome.value) });
  }

  @Mutation(() => ChangeUserResult, {
    description: "From then on nobody signs in as that user, and what they have open is closed.",
  })
  async disableUser(
    @Arg("input", () => UserInput) { id }: UserInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ChangeUserSuccess | UserError> {
    return answer(await services.identity.users.disable(viewer.actor, id));
  }

  @Mutation(() => ChangeUserResult, { description: "Lets a disabled user sign in again." })
  async enableUser(
    @Arg("input", () => UserInput) { id }: UserInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ChangeUserSuccess | UserError> {
    return answer(await services.identity.users.enable(viewer.actor, id));
  }

  @Mutation(() => ChangeUserResult, {
    description: "Changes what that user may do in the whole installation, at once and on open connections, too.",
  })
  async setUserRole(
    @Arg("input", () => SetUserRoleInput) { id, role }: SetUserRoleInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<ChangeUserSuccess | UserError> {
    return answer(await services.identity.users.setRole(viewer.actor, id, role ?? null));
  }

  @Mutation(() => CreatePasswordLinkResult, {
    description: "Makes a link by which that user chooses a new password. One that was made before is over.",
  })
  async createPasswordLink(
    @Arg("input", () => UserInput) { id }: UserInput,
    @Ctx() { viewer, services }: GraphQLContext,
  ): Promise<CreatePasswordLinkSuccess | UserError> {
    const outcome = await services.identity.users.makePasswordLink(viewer.actor, id);
    if (!outcome.ok) return toRefusal(outcome.error);
    return Object.assign(new CreatePasswordLinkSuccess(), { link: toLink(outcome.value) });
  }
}

function answer(outcome: Result<domain.User, Refusal>): ChangeUserSuccess | UserError {
  return outcome.ok
    ? Object.assign(new ChangeUserSuccess(), { user: toUser(outcome.value) })
    : toRefusal(outcome.error);
}

function toLink({ link, secret }: UserWithLink): PasswordLink {
  return { path: pathOfLink(secret), expiresAt: link.expiresAt };
}
