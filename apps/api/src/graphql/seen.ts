import type { Finding } from "@resource-manager/domain/consistency/finding";
import type { Viewer } from "@resource-manager/domain/model/actor";
import type { Operation } from "@resource-manager/domain/model/operation";
import type { LiveView } from "../live/live-view.ts";
import { sightOf } from "../live/sight.ts";

type Where = Pick<LiveView, "teams">;

/** Which operations a viewer sees: those of their teams and of pods in their teams' namespaces. */
export function seenOperation(
  viewer: Viewer,
  { teams }: Where,
): (operation: Pick<Operation, "team" | "server" | "namespace" | "name">) => boolean {
  const sight = sightOf(viewer);
  return (operation) => sight.teams === null || sight.sees(teams.ofOperation(operation));
}

/** Which findings a viewer sees. One about a server may name pods of several teams: it is no team's. */
export function seenFinding(
  viewer: Viewer,
  { teams }: Where,
): (found: { readonly finding: Pick<Finding, "subject"> }) => boolean {
  const sight = sightOf(viewer);
  return ({ finding }) => sight.teams === null || sight.sees(teams.ofSubject(finding.subject));
}
