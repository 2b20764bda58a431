import type { Finding } from "@resource-manager/domain/consistency/finding";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { LiveView } from "../live/live-view.ts";
import type { Sight } from "../live/sight.ts";

type Where = Pick<LiveView, "teams">;

/** Which operations are in sight: those of their teams and of pods in their teams' namespaces. */
export function seenOperation(
  sight: Sight,
  { teams }: Where,
): (operation: Pick<Operation, "team" | "server" | "namespace" | "name">) => boolean {
  return (operation) => sight.teams === null || sight.sees(teams.ofOperation(operation));
}

/** Which findings are in sight. One about a server may name pods of several teams: it is no team's. */
export function seenFinding(
  sight: Sight,
  { teams }: Where,
): (found: { readonly finding: Pick<Finding, "subject"> }) => boolean {
  return ({ finding }) => sight.teams === null || sight.sees(teams.ofSubject(finding.subject));
}
