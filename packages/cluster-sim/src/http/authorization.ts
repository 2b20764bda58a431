import type { Exchange } from "./exchange.ts";
import { isTrue } from "./list-options.ts";
import type { ResourceRoute } from "./route.ts";
import { StatusError } from "./status-error.ts";

const PUBLIC = /^\/(version|healthz|livez|readyz)(\/.*)?$/;
const ANONYMOUS = "system:anonymous";

/** Somebody without a token may ask how the server is, and nothing else: 403, as the real server's default roles have it. */
export function refuseAnonymous(exchange: Exchange, route: ResourceRoute | undefined): void {
  if (PUBLIC.test(exchange.path)) return;
  if (route === undefined) {
    const verb = (exchange.request.method ?? "GET").toLowerCase();
    const message = `forbidden: User "${ANONYMOUS}" cannot ${verb} path "${exchange.path}"`;
    throw new StatusError(403, "Forbidden", message, {});
  }
  const { kind, namespace, name } = route;
  const resource = route.subresource === undefined ? kind.plural : `${kind.plural}/${route.subresource}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const about = `${kind.resource}${name === undefined ? "" : ` "${name}"`}`;
  const message = `${about} is forbidden: User "${ANONYMOUS}" cannot ${verbOf(exchange, route)} resource "${resource}" in API group "${kind.group}" ${where}`;
  throw new StatusError(403, "Forbidden", message, {
    ...(name === undefined ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    kind: kind.plural,
  });
}

function verbOf({ request, query }: Exchange, { name }: ResourceRoute): string {
  switch (request.method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      if (isTrue(query.get("watch") ?? "false")) return "watch";
      return name === undefined ? "list" : "get";
  }
}
