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
  playground: () => "/playground",
};

/** Search parameters as the lists read them from the URL. */
interface ServersSearch {
  status?: string;
  model?: string;
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

function withSearch(path: string, search: ServersSearch | PodsSearch | MonitorSearch): string {
  const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value)).toString();
  return query ? `${path}?${query}` : path;
}
