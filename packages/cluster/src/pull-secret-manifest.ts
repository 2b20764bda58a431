import type { NamespaceObject } from "@resource-manager/domain/model/namespace-object";
import type { NamespacePlace } from "@resource-manager/domain/ports/cluster";
import type { Vault } from "@resource-manager/domain/ports/vault";
import { placeOfSecret } from "@resource-manager/domain/rules/pull-secrets";
import { recordOf, textOf } from "./raw-json.ts";

export const PULL_SECRET_TYPE = "kubernetes.io/dockerconfigjson";
const KEY = ".dockerconfigjson";

/** What is written of a pull secret; null: it cannot be opened. Here alone it is readable. */
export function pullSecretData(
  { team }: NamespacePlace,
  { name, sealed }: NamespaceObject,
  vault: Vault | null,
): Record<string, string> | null {
  const text = vault && sealed !== undefined ? vault.open(sealed, placeOfSecret(team, name)) : null;
  return text === null ? null : { [KEY]: Buffer.from(text).toString("base64") };
}

/** What is read back: whether it is what was written, and nothing of what that is. */
export function pullSecretContent(data: unknown, vault: Vault | null): NamespaceObject["content"] {
  const { [KEY]: encoded, ...more } = recordOf(data);
  const text = Buffer.from(textOf(encoded) ?? "", "base64").toString("utf8");
  const others = Object.keys(more).sort().join(", ");
  return {
    credentials: vault?.fingerprint(text) ?? "not read",
    ...(others === "" ? {} : { "other keys": others.slice(0, 200) }),
  };
}
