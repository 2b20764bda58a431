import type { Viewer } from "../model/actor.ts";
import type { TokenScope } from "../model/api-token.ts";

/** `does`: what it is about, as it follows "to". `scopes`: the API tokens that have it. People's own requests have all of them. */
export interface PermissionLine {
  readonly does: string;
  readonly scopes: readonly TokenScope[];
}

/**
 * Who may do what. The check, the descriptions in the schema, the reason of a refusal and the table in
 * docs/api-tokens.md all come from here.
 */
export const PERMISSIONS = {
  see: { does: "see servers, pods, teams, operations, findings and the audit trail", scopes: ["READ", "WRITE"] },
  changePods: { does: "create, change and delete pods, and call their operations off", scopes: ["WRITE"] },
  changeTeams: { does: "change teams, their namespaces and their quotas", scopes: ["WRITE"] },
  heal: { does: "repair and accept findings, and say what is healed unasked", scopes: ["WRITE"] },
  // A token that could make others would outlive its own revocation.
  manageTokens: { does: "see, make and revoke API tokens", scopes: [] },
} as const satisfies Record<string, PermissionLine>;

export type Permission = keyof typeof PERMISSIONS;

/** Why the viewer may not, in one sentence; null: they may. */
export function notPermittedBecause({ scope }: Viewer, permission: Permission): string | null {
  if (scope === null || scopesOf(permission).includes(scope)) return null;
  return `a ${scope} token may not ${PERMISSIONS[permission].does}; ${tokensThatMay(permission)}`;
}

/** Which API tokens have it, for the schema's descriptions and for refusals. */
export function tokensThatMay(permission: Permission): string {
  const scopes = scopesOf(permission);
  return `API tokens that may: ${scopes.length === 0 ? "none" : scopes.join(", ")}`;
}

/** The table as Markdown, for the documentation. */
export function permissionTable(): string {
  const has = (permission: Permission, scope: TokenScope): string =>
    scopesOf(permission).includes(scope) ? "yes" : "no";
  const rows = (Object.keys(PERMISSIONS) as Permission[]).map((permission) => [
    PERMISSIONS[permission].does,
    has(permission, "READ"),
    has(permission, "WRITE"),
    "yes",
  ]);
  return aligned([["to", "READ token", "WRITE token", "without a token"], ...rows]);
}

/** Columns as wide as their widest cell, which is how the formatter leaves a table. */
function aligned([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function scopesOf(permission: Permission): readonly TokenScope[] {
  return PERMISSIONS[permission].scopes;
}
