import type { Verb } from "./fault-order.ts";

/** What a request asks of the API, in the terms of Kubernetes' own audit and RBAC. */
export interface RequestAttributes {
  readonly verb: Verb;
  /** Empty for the core group, and where no resource is asked for. */
  readonly group: string;
  /** Plural; empty for paths that are no resource's, such as /version. */
  readonly resource: string;
  readonly subresource: string;
  /** Empty for objects of no namespace, and lists over all of them. */
  readonly namespace: string;
  /** Empty for collections; for a create, the name in the body where it is known. */
  readonly name: string;
}

/** Reads method, path and query as an API server does. A list of one name (a field selector) counts as one of that name. */
export function requestAttributes(method: string, url: URL): RequestAttributes {
  const target = resourceTarget(url.pathname);
  const watching = isTrue(url.searchParams.get("watch"));
  const name = target.name || nameInSelector(url.searchParams.get("fieldSelector"));
  const verb = verbOf(method, target.name !== "", watching, target.resource !== "");
  return { ...target, verb, name };
}

/** The name that a create gives its object; empty where the body is no JSON or names none. */
export function nameInBody(body: Buffer): string {
  try {
    const name = (JSON.parse(body.toString("utf8")) as { metadata?: { name?: unknown } } | null)?.metadata?.name;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

const nowhere = { group: "", resource: "", subresource: "", namespace: "", name: "" };
/** Subresources of the namespace object itself; anything else behind a namespace's name is a resource in it. */
const namespaceSubresources = ["status", "finalize"];

function resourceTarget(path: string): Omit<RequestAttributes, "verb"> {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  const [group, below] = root === "apis" ? [rest[0] ?? "", rest.slice(2)] : ["", rest.slice(1)];
  if ((root !== "api" && root !== "apis") || below.length === 0) return nowhere;
  const [first = "", second = "", third = "", ...others] = below;
  if (first === "namespaces" && third !== "" && !namespaceSubresources.includes(third)) {
    const [name = "", subresource = ""] = others;
    return { group, resource: third, namespace: second, name, subresource };
  }
  return { group, resource: first, namespace: "", name: second, subresource: third };
}

function verbOf(method: string, named: boolean, watching: boolean, ofResource: boolean): Verb {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return named ? "delete" : "deletecollection";
    default:
      if (!ofResource) return "get";
      if (watching) return "watch";
      return named ? "get" : "list";
  }
}

function isTrue(text: string | null): boolean {
  return text === "1" || text === "true";
}

function nameInSelector(selector: string | null): string {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(selector ?? "")?.[1] ?? "";
}
