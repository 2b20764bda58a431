import type { Environment } from "../environment.ts";
import type { ResourceRoute } from "./route.ts";
import { StatusError } from "./status-error.ts";

/** What a kubelet does inside of containers: there are none here, and a person is told so in words instead of by a bare 404. */
export function refuseWithoutKubelet(_env: Environment, { kind, subresource }: ResourceRoute): never {
  const message = `${kind.plural}/${subresource} is not there: this cluster is embedded, its pods are virtual and nothing runs in them`;
  throw new StatusError(501, "NotImplemented", message, { kind: kind.plural });
}
