/** Every URL of the web app. Nothing else writes one. */
export const paths = {
  dashboard: () => "/",
  servers: (search: ServersSearch = {}) => withSearch("/servers", search),
  server: (name: string) => `/servers/${encodeURIComponent(name)}`,
  pods: (search: PodsSearch = {}) => withSearch("/pods", search),
  pod: ({ namespace, name }: { namespace: string; name: string }) =>
    `/pods/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
  monitor: (search: MonitorSearch = {}) => withSearch("/monitor", search),
  operations: () => "/operations",
  consistency: () => "/consistency",
  teams: () => "/teams",
  team: (name: string) => `/teams/${encodeURIComponent(name)}`,
  audit: (search: AuditSearch = {}) => withSearch("/audit", search),
  /** A file, not a page: the events that pass. */
  auditExport: ({ results, ...filter }: AuditExportSearch) => {
    const given = Object.entries(filter).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
    const query = new URLSearchParams([...given, ...(results ?? []).map((result) => ["result", result])]).toString();
    return query ? `/audit.jsonl?${query}` : "/audit.jsonl";
  },
  tokens: () => "/tokens",
  playground: () => "/playground",
  signIn: (search: SignInSearch = {}) => withSearch("/sign-in", search),
  users: () => "/users",
  account: () => "/account",
  chaos: () => "/chaos",
};

/** Whether the page at that path shows the things of the team that is chosen in the app bar. */
export function showsChosenTeam(pathname: string): boolean {
  return [paths.dashboard(), paths.servers(), paths.pods(), paths.operations(), paths.consistency()].includes(pathname);
}

/** The page at that path, of the chosen team where it shows the things of one. */
export function ofTeam(pathname: string, team: string | null): string {
  return team !== null && showsChosenTeam(pathname) ? withSearch(pathname, { team }) : pathname;
}

/** Search parameters as the lists read them from the URL. */
interface ServersSearch {
  status?: string;
  model?: string;
  view?: string;
}

interface PodsSearch {
  status?: string;
  namespace?: string;
  server?: string;
}

interface MonitorSearch {
  by?: string;
  names?: string;
}

interface AuditSearch {
  actor?: string;
  subject?: string;
  team?: string;
}

interface AuditExportSearch {
  actor?: string | null | undefined;
  subject?: string | null | undefined;
  team?: string | null | undefined;
  /** Times in ISO 8601. */
  since?: unknown;
  until?: unknown;
  results?: readonly string[] | null | undefined;
}

interface SignInSearch {
  /** Where to go on then. */
  return?: string;
}

function withSearch(
  path: string,
  search: SignInSearch | ServersSearch | PodsSearch | MonitorSearch | AuditSearch,
): string {
  const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value)).toString();
  return query ? `${path}?${query}` : path;
}
