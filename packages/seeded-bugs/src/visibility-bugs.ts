import { EXPORT, MEMBERS, PROBE, SAME_WORK } from "./hunters.ts";
import type { SeededBug } from "./seeded-bug.ts";

const survives = "somebody who looks for what is another team's";

/** Leaks: something of another team is shown, may be changed, or can be told from what there is not. */
export const visibilityBugs: readonly SeededBug[] = [
  {
    id: "role-counts-everywhere",
    sentence: "a role in one team counts in every other team",
    survives,
    file: "packages/domain/src/rules/permissions.ts",
    from: "team === null ? null : (teams.get(team) ?? null);",
    to: "team === null ? null : ([...teams.values()][0] ?? null);",
    tests: PROBE,
  },
  {
    id: "audit-of-everybody",
    sentence: "everybody reads the whole audit trail",
    survives,
    file: "packages/ledger/src/rows/audit.ts",
    from: "  if (ofTeams !== null) all.push(aboutTeams(ofTeams, namespaces));\n",
    to: "",
    tests: PROBE,
  },
  {
    id: "refusal-tells",
    sentence: "who reaches for another team's pod is told that they may not, and so that it is there",
    survives,
    file: "packages/domain/src/rules/rights.ts",
    from: "    if (!seesTeam(viewer, team)) return missing;\n",
    to: "",
    tests: PROBE,
  },
  {
    id: "time-tells",
    sentence: "how long a refusal takes tells whether another team has a pod of that name",
    survives,
    file: "packages/domain/src/operations/admit-delete.ts",
    from: "  if (unseen) return refuse(unseen);\n",
    to: "",
    tests: SAME_WORK,
  },
  {
    id: "remembered-operation",
    sentence: "an operation of another team is shown for as long as it is remembered",
    survives,
    file: "apps/api/src/graphql/operation/operation.resolver.ts",
    from: "if (remembered !== null && sees(remembered)) return remembered;",
    to: "if (remembered !== null) return remembered;",
    tests: MEMBERS,
  },
  {
    id: "teams-of-everybody",
    sentence: "everybody sees every team's page, with its quota and members",
    survives,
    file: "apps/api/src/graphql/team/team.resolver.ts",
    from: "return teams.filter(({ name }) => sight.sees(name)).map((team) => toTeam(team, namespaces));",
    to: "return teams.map((team) => toTeam(team, namespaces));",
    tests: MEMBERS,
  },
  {
    id: "export-for-leads",
    sentence: "a lead downloads the audit trail of all teams",
    survives,
    file: "apps/api/src/http/audit-export.ts",
    from: 'notPermittedBecause(asker.value.viewer, "seeAll")',
    to: 'notPermittedBecause(asker.value.viewer, "seeTeam")',
    tests: EXPORT,
  },
  {
    id: "export-goes-on",
    sentence: "who was signed out goes on downloading the audit trail",
    survives,
    file: "apps/api/src/http/audit-export.ts",
    from: "asker.whenOver(() => over.abort())",
    to: "asker.whenOver(() => undefined)",
    tests: EXPORT,
  },
];
