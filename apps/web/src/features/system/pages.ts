import BalanceIcon from "@mui/icons-material/Balance";
import ChaosIcon from "@mui/icons-material/BoltOutlined";
import DashboardIcon from "@mui/icons-material/DashboardOutlined";
import ServerIcon from "@mui/icons-material/DnsOutlined";
import AuditIcon from "@mui/icons-material/FactCheckOutlined";
import TeamIcon from "@mui/icons-material/GroupsOutlined";
import TokenIcon from "@mui/icons-material/KeyOutlined";
import OperationsIcon from "@mui/icons-material/PlaylistAddCheck";
import MonitorIcon from "@mui/icons-material/ShowChart";
import PlaygroundIcon from "@mui/icons-material/TerminalOutlined";
import PodIcon from "@mui/icons-material/ViewInArOutlined";
import { paths } from "@/lib/paths";

/** The pages that the navigation and the command palette lead to. `key`: the letter that goes there after a `g`. */
export const pages = [
  { name: "Dashboard", href: paths.dashboard(), icon: DashboardIcon, key: "d" },
  { name: "Servers", href: paths.servers(), icon: ServerIcon, key: "s" },
  { name: "Pods", href: paths.pods(), icon: PodIcon, key: "p" },
  { name: "Monitor", href: paths.monitor(), icon: MonitorIcon, key: "m" },
  { name: "Teams", href: paths.teams(), icon: TeamIcon, key: "t" },
  { name: "Operations", href: paths.operations(), icon: OperationsIcon, key: "o" },
  { name: "Consistency", href: paths.consistency(), icon: BalanceIcon, key: "c" },
  { name: "Audit", href: paths.audit(), icon: AuditIcon, key: "a" },
  { name: "API tokens", href: paths.tokens(), icon: TokenIcon, key: "k" },
  { name: "Playground", href: paths.playground(), icon: PlaygroundIcon, key: "y" },
] as const;

/** Only where there is a demo to be broken. */
export const chaosPage = { name: "Chaos", href: paths.chaos(), icon: ChaosIcon, key: null } as const;
