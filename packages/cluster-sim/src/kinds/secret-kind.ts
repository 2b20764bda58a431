import { sameJson } from "../api/same-json.ts";
import type { FieldFault } from "../http/status-error.ts";
import { fieldForbidden, invalidValue, required, tooLong } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { AGE, NAME } from "./columns.ts";
import { DATA_BYTES_MAX, dataKeyFaults } from "./data-keys.ts";
import { defineKind } from "./kind.ts";

interface Secret extends KubeObject {
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  type?: string;
  immutable?: boolean;
}

/** What data a secret of each type must have. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

export const secretKind = defineKind({
  group: "",
  version: "v1",
  kind: "Secret",
  schema: "core.v1.Secret",
  plural: "secrets",
  singular: "secret",
  namespaced: true,
  fieldNames: ["type"],
  fields: (object) => ({ type: (object as Secret).type ?? "" }),
  applyDefaults(object) {
    const secret = object as Secret;
    secret.type ||= "Opaque";
    if (secret.stringData === undefined) return;
    const written = Object.entries(secret.stringData).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
    secret.data = { ...secret.data, ...Object.fromEntries(written) };
    delete secret.stringData;
  },
  validate: (object) => secretFaults(object as Secret),
  update: {
    validateUpdate(object, old) {
      const secret = object as Secret;
      const before = old as Secret;
      const type = secret.type === before.type ? [] : [invalidValue("type", secret.type, "field is immutable")];
      return [...type, ...immutableFaults(secret, before), ...secretFaults(secret)];
    },
  },
  columns: [
    NAME,
    { name: "Type", type: "string", cell: (object) => (object as Secret).type ?? "" },
    { name: "Data", type: "string", cell: (object) => Object.keys((object as Secret).data ?? {}).length },
    AGE,
  ],
});

function immutableFaults(secret: Secret, old: Secret): FieldFault[] {
  if (old.immutable !== true) return [];
  const detail = "field is immutable when `immutable` is set";
  return [
    ...(secret.immutable === true ? [] : [fieldForbidden("immutable", detail)]),
    ...(sameJson(secret.data, old.data) ? [] : [fieldForbidden("data", detail)]),
  ];
}

function secretFaults(secret: Secret): FieldFault[] {
  const data = secret.data ?? {};
  const faults = dataKeyFaults(data, "data");
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text, "base64"), 0);
  if (bytes > DATA_BYTES_MAX) faults.push(tooLong("data", DATA_BYTES_MAX));
  const account = "kubernetes.io/service-account.name";
  if (secret.type === "kubernetes.io/service-account-token" && !secret.metadata.annotations?.[account]) {
    faults.push(required(`metadata.annotations[${account}]`));
  }
  for (const key of REQUIRED_KEYS[secret.type ?? ""] ?? []) {
    if (data[key] === undefined) faults.push(required(`data[${key}]`));
  }
  if (secret.type === "kubernetes.io/basic-auth" && data.username === undefined && data.password === undefined) {
    faults.push(required("data[username]"), required("data[password]"));
  }
  return faults;
}
