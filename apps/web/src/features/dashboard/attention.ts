import BalanceIcon from "@mui/icons-material/Balance";
import QuotaIcon from "@mui/icons-material/PieChartOutlined";
import { serverLook } from "@/features/servers/server-looks";
import { usesOf } from "@/features/teams/quota-use";
import type { AttentionBesideQuery } from "@/gql/graphql";
import { formatCount, plural } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import type { StatusLook } from "@/ui/status-chip";

/** From here on a quota counts as nearly full. */
const nearlyFull = 0.9;

/** Something besides pods that waits for a person, and where one acts on it. */
export interface AttentionLine {
  readonly id: string;
  readonly look: StatusLook;
  readonly text: string;
  readonly href: string;
  readonly note: string | null;
}

/** Findings, servers that are not ready, quotas (of all teams, or of that one) that are used up or nearly: the order in which they can do harm. */
export function attentionBeside(
  findings: number,
  beside: AttentionBesideQuery | undefined,
  team: string | null,
): AttentionLine[] {
  const teams = beside?.teams.filter(({ name }) => team === null || name === team) ?? [];
  return [
    ...(findings > 0 ? [findingsLine(findings)] : []),
    ...(beside ? serverLines(beside.servers) : []),
    ...teams.flatMap(quotaLines),
  ];
}

function findingsLine(findings: number): AttentionLine {
  return {
    id: "findings",
    look: { word: plural(findings, "finding"), tone: "warning", icon: BalanceIcon },
    text: "Ledger and cluster disagree",
    href: paths.consistency(),
    note: null,
  };
}

function serverLines({ nodes, totalCount }: AttentionBesideQuery["servers"]): AttentionLine[] {
  const lines = nodes.map(({ name, status, unavailableReason }) => ({
    id: `server ${name}`,
    look: serverLook(status),
    text: name,
    href: paths.server(name),
    note: unavailableReason,
  }));
  const more = totalCount - nodes.length;
  if (more <= 0) return lines;
  const look = serverLook("NOT_READY");
  const text = `${plural(more, "more server")}`;
  return [...lines, { id: "servers", look, text, href: paths.servers({ status: "NOT_READY,UNKNOWN" }), note: null }];
}

function quotaLines(team: AttentionBesideQuery["teams"][number]): AttentionLine[] {
  return usesOf(team)
    .filter(({ used, quota }) => quota !== null && Number(quota) > 0 && Number(used) >= Number(quota) * nearlyFull)
    .map(({ label, used, quota, format }) => {
      const share = Math.floor((100 * Number(used)) / Number(quota));
      return {
        id: `quota ${team.name} ${label}`,
        look: {
          word: share >= 100 ? "Quota used up" : `Quota ${formatCount(share)} % used`,
          tone: share >= 100 ? ("warning" as const) : ("info" as const),
          icon: QuotaIcon,
        },
        text: `${team.name}: ${label}`,
        href: paths.team(team.name),
        note: `${format(used)} of ${format(quota ?? 0)}`,
      };
    });
}
