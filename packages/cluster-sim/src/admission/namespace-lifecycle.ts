import type { Environment } from "../environment.ts";
import { forbidden, notFound } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";

/** Nothing is made in a namespace that is not there (404) or that is going (403). */
export function requireActiveNamespace(env: Environment, kind: Kind, object: KubeObject): void {
  if (!kind.namespaced) return;
  const name = object.metadata.namespace ?? "";
  const namespace = env.store.collection("namespaces").get(name)?.object;
  if (namespace === undefined) throw notFound(env.kinds.get("namespaces"), name);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${name} is being terminated`,
    field: "metadata.namespace",
  };
  throw forbidden(
    kind,
    object.metadata.name ?? "",
    `unable to create new content in namespace ${name} because it is being terminated`,
    [cause],
  );
}
