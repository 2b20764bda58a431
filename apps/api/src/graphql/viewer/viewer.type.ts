import type { PlatformRole as Role, TeamRole as RoleInTeam } from "@resource-manager/domain/model/actor";
import type { TokenScope } from "@resource-manager/domain/model/api-token";
import type { SignInMethod } from "@resource-manager/domain/model/user";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { ApiTokenScope } from "../api-token/api-token.type.ts";

export const PlatformRole = { ADMIN: "ADMIN", AUDITOR: "AUDITOR" } as const satisfies Record<Role, Role>;
registerEnumType(PlatformRole, {
  name: "PlatformRole",
  description: "A role in the whole installation.",
  valuesConfig: {
    ADMIN: { description: "May everything." },
    AUDITOR: { description: "Sees everything, and changes nothing." },
  },
});

export const TeamRole = { LEAD: "LEAD", MEMBER: "MEMBER", VIEWER: "VIEWER" } as const satisfies Record<
  RoleInTeam,
  RoleInTeam
>;
registerEnumType(TeamRole, {
  name: "TeamRole",
  description: "A role in one team.",
  valuesConfig: {
    LEAD: { description: "Changes all pods of the team, decides on requests of quota, and says who is in it." },
    MEMBER: { description: "Makes pods and changes their own, and asks for quota." },
    VIEWER: { description: "Sees the team, and changes nothing." },
  },
});

@ObjectType({ simpleResolvers: true })
export class ViewerTeam {
  @Field(() => String)
  readonly team: string;

  @Field(() => TeamRole)
  readonly role: RoleInTeam;
}

export const ViewerHow = {
  DEMO: "DEMO",
  LINK: "LINK",
  OIDC: "OIDC",
  OPEN: "OPEN",
  PASSWORD: "PASSWORD",
  TOKEN: "TOKEN",
} as const satisfies Record<SignInMethod | "OPEN" | "TOKEN", string>;

registerEnumType(ViewerHow, {
  name: "ViewerHow",
  description: "How the viewer is known.",
  valuesConfig: {
    DEMO: { description: "They took on an identity of the demo." },
    LINK: { description: "They chose their password by a one-time link." },
    OIDC: { description: "They signed in with the OpenID provider." },
    OPEN: { description: "They are not: sign-in is not required yet, and who uses this machine is its admin." },
    PASSWORD: { description: "They signed in by password." },
    TOKEN: { description: "By an API token." },
  },
});

@ObjectType("Viewer", { simpleResolvers: true })
export class ViewerType {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => ViewerHow)
  readonly how: keyof typeof ViewerHow;

  @Field(() => PlatformRole, { nullable: true, description: "Null: no role but those in teams." })
  readonly role: Role | null;

  @Field(() => [ViewerTeam], { description: "Roles in teams, by the team's name." })
  readonly teams: readonly ViewerTeam[];

  @Field(() => ApiTokenScope, { nullable: true, description: "Null: the request came without an API token." })
  readonly scope: TokenScope | null;
}
