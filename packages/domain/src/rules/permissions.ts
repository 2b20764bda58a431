import type { PlatformRole, TeamRole, Viewer } from "../model/actor.ts";
import type { TokenScope } from "../model/api-token.ts";

/** A role in the team that something belongs to; null: none. */
export type Standing = TeamRole | null;

/** Who may do something. A token may when its scope has it and the one who stands behind it may. */
export interface PermissionLine {
  /** What it is about, as it follows "to". */
  readonly does: string;
  readonly platform: readonly PlatformRole[];
  /** Standings that have it for what they asked for themselves. */
  readonly own: readonly Standing[];
  /** Standings that have it for what others of the team asked for, and for what nobody in particular did. */
  readonly others: readonly Standing[];
  readonly scopes: readonly TokenScope[];
  /** No service account has it, whatever its role. */
  readonly takesPerson?: true;
}

const NOBODY: readonly Standing[] = [];
const EVERYBODY: readonly Standing[] = ["LEAD", "MEMBER", "VIEWER", null];
const WHOLE_TEAM: readonly Standing[] = ["LEAD", "MEMBER", "VIEWER"];
const WORKERS: readonly Standing[] = ["LEAD", "MEMBER"];
const LEADS: readonly Standing[] = ["LEAD"];
const EITHER: readonly PlatformRole[] = ["ADMIN", "AUDITOR"];
const ADMINS: readonly PlatformRole[] = ["ADMIN"];
const READING: readonly TokenScope[] = ["READ", "WRITE"];
const WRITING: readonly TokenScope[] = ["WRITE"];

/**
 * Who may do what. The check, what is shown to whom, the descriptions in the schema, the reasons of refusals and of disabled
 * buttons, and the table in docs/roles.md all come from here.
 */
export const PERMISSIONS = {
  look: {
    does: "see servers with their amounts, and the product's own state",
    ...{ platform: EITHER, own: EVERYBODY, others: EVERYBODY, scopes: READING },
  },
  seeTeam: {
    does: "see a team: its pods, namespaces, quota, members, operations, findings, history and audit events",
    ...{ platform: EITHER, own: WHOLE_TEAM, others: WHOLE_TEAM, scopes: READING },
  },
  seeAll: {
    does: "see all teams, what belongs to none, the whole audit trail and the proof of its chain",
    ...{ platform: EITHER, own: NOBODY, others: NOBODY, scopes: READING },
  },
  changePods: {
    does: "create, change and delete pods, and call their operations off",
    ...{ platform: ADMINS, own: WORKERS, others: LEADS, scopes: WRITING },
  },
  requestQuota: {
    // Otherwise a lead could ask as a service account of the team, and decide on that.
    does: "ask for another quota",
    ...{ platform: ADMINS, own: WORKERS, others: WORKERS, scopes: WRITING, takesPerson: true },
  },
  decideQuota: {
    // Two pairs of eyes: a lead decides what others asked for, and not by a service account what they asked for themselves.
    does: "decide on requests for another quota",
    ...{ platform: ADMINS, own: NOBODY, others: LEADS, scopes: WRITING, takesPerson: true },
  },
  manageMembers: {
    // As with tokens: what a token gave to others would outlive it.
    does: "add members to a team, change their roles and remove them",
    ...{ platform: ADMINS, own: LEADS, others: LEADS, scopes: [] },
  },
  managePullSecrets: {
    does: "create, rotate and delete a team's pull secrets for private registries",
    ...{ platform: ADMINS, own: LEADS, others: LEADS, scopes: WRITING },
  },
  changeTeams: {
    does: "change teams, their namespaces and their quotas",
    ...{ platform: ADMINS, own: NOBODY, others: NOBODY, scopes: WRITING },
  },
  manageServers: {
    does: "cordon, uncordon and drain servers",
    ...{ platform: ADMINS, own: NOBODY, others: NOBODY, scopes: WRITING },
  },
  heal: {
    does: "repair and accept findings, and say what is healed unasked",
    ...{ platform: ADMINS, own: NOBODY, others: NOBODY, scopes: WRITING },
  },
  manageTokens: {
    // A token that could make others would outlive its own revocation.
    does: "see, make and revoke API tokens",
    ...{ platform: ADMINS, own: EVERYBODY, others: LEADS, scopes: [] },
  },
  manageServiceAccounts: {
    // As with tokens. An account's role is never more than a lead's, so that nobody gives what they have not.
    does: "make service accounts of a team, disable them, and make and revoke their tokens",
    ...{ platform: ADMINS, own: LEADS, others: LEADS, scopes: [] },
  },
  manageUsers: {
    does: "make users, disable them, and change their roles in the whole installation",
    ...{ platform: ADMINS, own: NOBODY, others: NOBODY, scopes: [] },
  },
  ownAccount: {
    does: "see and end their own sessions, and change their own password",
    ...{ platform: ADMINS, own: EVERYBODY, others: NOBODY, scopes: [] },
  },
} as const satisfies Record<string, PermissionLine>;

export type Permission = keyof typeof PERMISSIONS;

/** What a permission is asked for. */
export interface Thing {
  /** The team that it belongs to; null: none. */
  readonly team: string | null;
  /** It was asked for by the one who asks now. */
  readonly own: boolean;
}

/**
 * Why the viewer may not, in one sentence; null: they may. Without a thing: whether there can be any that they may do it to, which is what
 * is known before anything is read.
 */
export function notPermittedBecause(viewer: Viewer, permission: Permission, thing?: Thing): string | null {
  const { scope } = viewer;
  const line: PermissionLine = PERMISSIONS[permission];
  if (scope !== null && !line.scopes.includes(scope))
    return `a ${scope} token may not ${line.does}; ${tokensThatMay(permission)}`;
  if (viewer.isServiceAccount && line.takesPerson) return `a service account may not ${line.does}: that takes a person`;
  if (viewer.role !== null && line.platform.includes(viewer.role)) return null;
  const isAllowed = thing === undefined ? mayAnywhere(viewer, line) : mayDo(viewer, line, thing);
  return isAllowed ? null : `${standingOf(viewer, line, thing)} may not ${line.does}; ${rolesThatMay(permission)}`;
}

/** Whether the viewer sees what belongs to that team; null: what belongs to none. */
export function seesTeam(viewer: Viewer, team: string | null): boolean {
  return notPermittedBecause(viewer, "seeTeam", { team, own: false }) === null;
}

/** Which API tokens have it, for the schema's descriptions and for refusals. */
export function tokensThatMay(permission: Permission): string {
  const { scopes }: PermissionLine = PERMISSIONS[permission];
  return `API tokens that may: ${scopes.length === 0 ? "none" : scopes.join(", ")}`;
}

/** Which roles have it, for the schema's descriptions and for refusals. */
export function rolesThatMay(permission: Permission): string {
  const { platform, own, others }: PermissionLine = PERMISSIONS[permission];
  if (others.includes(null)) return "who may: everybody who is signed in";
  const everybodysOwn = own.includes(null) ? ["everybody for their own"] : [];
  const roles = own.concat(others).filter((role, index, all) => role !== null && all.indexOf(role) === index);
  const ofTeam = everybodysOwn.length > 0 ? others.filter((role) => role !== null) : roles;
  const named = ofTeam.map((role) => `${role} of the team${limitOf(role, own, others)}`);
  return `who may: ${[...platform, ...named, ...everybodysOwn].join(", ")}`;
}

/** The table as Markdown, for the documentation. */
export function permissionTable(): string {
  const head = ["to", "ADMIN", "AUDITOR", "LEAD", "MEMBER", "VIEWER", "no role", "READ token", "WRITE token"];
  const rows = (Object.keys(PERMISSIONS) as Permission[]).map((permission) => {
    const line: PermissionLine = PERMISSIONS[permission];
    const yesNo = (isIt: boolean): string => (isIt ? "yes" : "no");
    return [
      line.does,
      ...(["ADMIN", "AUDITOR"] as const).map((role) => yesNo(line.platform.includes(role))),
      ...(["LEAD", "MEMBER", "VIEWER", null] as const).map((standing) => extentOf(line, standing)),
      ...(["READ", "WRITE"] as const).map((scope) => extentOfToken(line, scope)),
    ];
  });
  return aligned([head, ...rows]);
}

function mayAnywhere({ teams }: Viewer, { own, others }: PermissionLine): boolean {
  const has = (standing: Standing): boolean => own.includes(standing) || others.includes(standing);
  return has(null) || [...teams.values()].some(has);
}

function mayDo({ teams }: Viewer, line: PermissionLine, { team, own }: Thing): boolean {
  const standing = team === null ? null : (teams.get(team) ?? null);
  return (own ? line.own : line.others).includes(standing);
}

function standingOf({ role, teams }: Viewer, line: PermissionLine, thing: Thing | undefined): string {
  const standing = thing?.team ? teams.get(thing.team) : undefined;
  if (standing)
    return `a ${standing} of ${thing?.team}${line.own.includes(standing) ? ", for what is not their own," : ""}`;
  if (role !== null) return `an ${role}`;
  if (teams.size === 0) return "somebody without a role";
  return [...teams].map(([team, standing]) => `a ${standing} of ${team}`).join(" and ");
}

function limitOf(role: Standing, own: readonly Standing[], others: readonly Standing[]): string {
  if (!others.includes(role)) return " for their own";
  return own.includes(role) ? "" : " for what others asked for";
}

function extentOf({ own, others }: PermissionLine, standing: Standing): string {
  if (own.includes(standing)) return others.includes(standing) ? "yes" : "own";
  return others.includes(standing) ? "others'" : "no";
}

function extentOfToken({ scopes, takesPerson }: PermissionLine, scope: TokenScope): string {
  if (!scopes.includes(scope)) return "no";
  return takesPerson ? "people's" : "yes";
}

/** Columns as wide as their widest cell, which is how the formatter leaves a table. */
function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
