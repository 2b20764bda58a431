import type { ClusterConnection } from "@resource-manager/laboratory/cluster-connection";
import { type Exchange, refuse } from "./exchange.ts";
import { notFound, tooLargeVersion } from "./refusals.ts";

/** The cluster's newest version. */
export async function newestVersion(connection: ClusterConnection): Promise<string> {
  const { json, status } = await connection.request("GET", "/api/v1/namespaces", { query: { limit: 1 } });
  const version = (json as { metadata?: { resourceVersion?: string } } | undefined)?.metadata?.resourceVersion;
  if (version === undefined) throw new Error(`the cluster does not tell its version: HTTP ${status}`);
  return version;
}

/**
 * Answers a read as a server that has not got beyond `version`. The cluster keeps its past itself: a list is asked for at exactly that version, one
 * object is taken from such a list. Answers `forward` where the (changed) request is to go to the cluster, `answered` where it has its answer.
 */
export async function readStale(
  exchange: Exchange,
  version: string,
  connection: ClusterConnection,
): Promise<"forward" | "answered"> {
  const { url, attributes, response } = exchange;
  const asked = url.searchParams.get("resourceVersion") ?? "";
  if (asked !== "" && BigInt(asked) > BigInt(version)) {
    refuse(response, tooLargeVersion(asked, version));
    return "answered";
  }
  // Pages of a list that has begun are all of its first page's version; a subresource has no past.
  if (attributes.verb === "watch" || url.searchParams.has("continue") || attributes.subresource !== "") {
    return "forward";
  }
  if (attributes.verb === "get") {
    await getStale(exchange, version, connection);
    return "answered";
  }
  if (url.searchParams.get("resourceVersionMatch") !== "Exact") {
    url.searchParams.set("resourceVersion", version);
    url.searchParams.set("resourceVersionMatch", "Exact");
  }
  return "forward";
}

interface ListBody {
  readonly kind: string;
  readonly apiVersion: string;
  readonly items?: readonly object[];
  readonly rows?: readonly unknown[];
}

async function getStale(
  { request, url, attributes, response }: Exchange,
  version: string,
  connection: ClusterConnection,
) {
  const collection = url.pathname.slice(0, url.pathname.lastIndexOf("/"));
  const { accept } = request.headers;
  const answer = await connection.request("GET", collection, {
    query: {
      ...Object.fromEntries(url.searchParams),
      fieldSelector: `metadata.name=${attributes.name}`,
      resourceVersion: version,
      resourceVersionMatch: "Exact",
    },
    headers: accept === undefined ? {} : { accept },
  });
  const headers = { "content-type": "application/json" };
  const list = answer.json as ListBody;
  if (answer.status !== 200) refuse(response, { code: answer.status, headers, body: answer.text });
  else if ((list.items ?? list.rows ?? []).length === 0) refuse(response, notFound(attributes));
  else refuse(response, { code: 200, headers, body: list.rows ? answer.text : JSON.stringify(onlyItem(list)) });
}

/** Items of a list do not say what they are; an object by itself does. */
function onlyItem({ kind, apiVersion, items = [] }: ListBody): object {
  return { kind: kind.replace(/List$/, ""), apiVersion, ...items[0] };
}
