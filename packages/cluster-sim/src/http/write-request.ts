import type { IncomingMessage } from "node:http";
import type { WriteOptions } from "../api/write-options.ts";
import type { Kind } from "../kinds/kind.ts";
import { invalidValue, notSupported, required, tooLong } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { isObject } from "../patch/merge-patch.ts";
import { DecodeError, decodeAs } from "../schema/decode.ts";
import { hasDefinition } from "../schema/schema.ts";
import { summary } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { badRequest, type FieldFault, invalid } from "./status-error.ts";

export type FieldValidation = "Ignore" | "Warn" | "Strict";
export type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

const MANAGER_MAX = 128;

/** What the query says about how to write; all its faults are refused at once. */
export function readWriteOptions(exchange: Exchange, kind: OptionsKind, subresource?: string): WriteOptions {
  const { query } = exchange;
  const manager = query.get("fieldManager") ?? "";
  const apply = kind === "PatchOptions" && mediaTypeOf(exchange.request) === "application/apply-patch+yaml";
  const faults: FieldFault[] = [];
  if (kind === "PatchOptions") {
    if (apply && manager === "") faults.push(required("fieldManager", "is required for apply patch"));
    if (!apply && query.has("force")) {
      faults.push({
        reason: "FieldValueForbidden",
        message: "Forbidden: may not be specified for non-apply patch",
        field: "force",
      });
    }
  }
  if (manager.length > MANAGER_MAX) faults.push(tooLong("fieldManager", MANAGER_MAX));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(manager))
    faults.push(invalidValue("fieldManager", manager, "should only contain printable characters"));
  faults.push(...dryRunFaults(query.getAll("dryRun")));
  const validation = query.get("fieldValidation") ?? "";
  if (!["", "Ignore", "Warn", "Strict"].includes(validation)) {
    faults.push(notSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
  }
  refuseOptions(kind, faults);
  return {
    dryRun: query.getAll("dryRun").length > 0,
    manager: manager === "" ? managerFromUserAgent(exchange.request) : manager,
    warn: (text) => exchange.warnings.add(text),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

export function dryRunFaults(values: readonly string[]): FieldFault[] {
  return values.some((value) => value !== "All") ? [notSupported("dryRun", values, ["All"])] : [];
}

export function refuseOptions(kind: OptionsKind, faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalid({ group: "meta.k8s.io", plural: "", kind }, "", faults);
}

function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
}

/** The program's name from its User-Agent, where it does not say who writes. */
function managerFromUserAgent(request: IncomingMessage): string {
  const program = (request.headers["user-agent"] ?? "").split("/")[0] ?? "";
  return program.slice(0, MANAGER_MAX);
}

export function readFieldValidation(exchange: Exchange): FieldValidation {
  const value = exchange.query.get("fieldValidation");
  return value === "Ignore" || value === "Strict" ? value : "Warn";
}

/** An object of this kind from the body of a POST or PUT: 400 where it is none. */
export function readObject(kind: Kind, body: unknown, exchange: Exchange): KubeObject {
  if (!isObject(body)) throw unrecognized(kind, body);
  const { kind: givenKind, apiVersion: givenVersion } = body;
  const name = typeof givenKind === "string" && givenKind !== "" ? givenKind : kind.kind;
  const apiVersion = typeof givenVersion === "string" && givenVersion !== "" ? givenVersion : kind.apiVersion;
  const cannot = (why: string): Error => {
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    return badRequest(`${name} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: ${why}`);
  };
  if (apiVersion !== kind.apiVersion && name === kind.kind && hasDefinition(schemaOf(apiVersion, name))) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${kind.apiVersion})`,
    );
  }
  if (name !== kind.kind || apiVersion !== kind.apiVersion) {
    throw cannot(unknownConversion(kind, name, apiVersion));
  }
  const decoded = decodeOr(kind, body, cannot);
  if (decoded.unknown.length > 0) {
    const texts = decoded.unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
    if (readFieldValidation(exchange) === "Strict") throw cannot(`strict decoding error: ${texts.join(", ")}`);
    if (readFieldValidation(exchange) === "Warn") for (const text of texts) exchange.warnings.add(text);
  }
  return decoded.object;
}

/** `core.v1.Pod` for `v1` and `Pod`. */
function schemaOf(apiVersion: string, name: string): string {
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  return `${group === "" ? "core" : group.split(".")[0]}.${version}.${name}`;
}

function unknownConversion(kind: Kind, name: string, apiVersion: string): string {
  if (!hasDefinition(schemaOf(apiVersion, name))) {
    return `no kind ${JSON.stringify(name)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
  }
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const internal = kind.group === "" ? "core" : kind.group.split(".")[0];
  return `converting (${version}.${name}) to (${internal}.${kind.kind}): unknown conversion`;
}

/** The object that a patch has made: 422 where it is none. `shown` is how the fault shows what was patched. */
export function readPatched(kind: Kind, body: Record<string, unknown>, shown: string, exchange: Exchange): KubeObject {
  const cannot = (why: string): Error =>
    invalid({ group: "", plural: "", kind: "" }, "", [invalidValue("patch", shown, why)]);
  const decoded = decodeOr(kind, body, cannot);
  if (decoded.unknown.length > 0) {
    const texts = decoded.unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
    if (readFieldValidation(exchange) === "Strict") throw cannot(`strict decoding error: ${texts.join(", ")}`);
    if (readFieldValidation(exchange) === "Warn") for (const text of texts) exchange.warnings.add(text);
  }
  return decoded.object;
}

function decodeOr(
  kind: Kind,
  body: Record<string, unknown>,
  cannot: (why: string) => Error,
): { object: KubeObject; unknown: readonly string[] } {
  const { kind: _kind, apiVersion: _apiVersion, ...fields } = body;
  try {
    const { object, unknown } = decodeAs(kind.schema, fields);
    return { object: object as KubeObject, unknown };
  } catch (error) {
    if (error instanceof DecodeError) throw cannot(error.message);
    throw error;
  }
}

function unrecognized(kind: Kind, body: unknown): Error {
  const text = JSON.stringify(body);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(body) ? "array" : typeof body} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${summary(text)})`,
  );
}
