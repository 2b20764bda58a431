import type { IncomingMessage } from "node:http";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import { isObject } from "../patch/merge-patch.ts";
import type { Exchange } from "./exchange.ts";
import { badRequest, invalid } from "./status-error.ts";
import { notSupported } from "../objects/field-faults.ts";

/** Whether it is only a try, as `dryRun=All` or the body of a deletion says. */
export function readDryRun(values: readonly string[], optionsKind: string): boolean {
  if (values.length === 0) return false;
  const bad = values.filter((value) => value !== "All");
  if (bad.length > 0) {
    const subject = { group: "meta.k8s.io", plural: "", kind: optionsKind };
    throw invalid(subject, "", [notSupported("dryRun", values, ["All"])]);
  }
  return true;
}

const MANAGER_MAX = 128;

/** Who writes: the fieldManager asked for, or the program's name from its User-Agent. */
export function readManager(exchange: Exchange): string {
  const asked = exchange.query.get("fieldManager") ?? "";
  return asked === "" ? managerFromUserAgent(exchange.request) : asked;
}

function managerFromUserAgent(request: IncomingMessage): string {
  const program = (request.headers["user-agent"] ?? "").split("/")[0] ?? "";
  return program.slice(0, MANAGER_MAX) || "unknown";
}

/** Takes kind and apiVersion off a body and checks that they are the ones of this path. */
export function readObject(kind: Kind, body: unknown): KubeObject {
  if (!isObject(body)) throw badRequest("the request body is not an object");
  const { kind: name, apiVersion, ...rest } = body;
  const actual = { name: typeof name === "string" ? name : "", apiVersion: typeof apiVersion === "string" ? apiVersion : "" };
  if ((actual.name !== "" && actual.name !== kind.kind) || (actual.apiVersion !== "" && actual.apiVersion !== kind.apiVersion)) {
    throw badRequest(
      `${actual.name} in version ${JSON.stringify(actual.apiVersion)} cannot be handled as a ${kind.kind}: converting (${actual.apiVersion}.${actual.name}) to (${kind.apiVersion}.${kind.kind}): unknown conversion`,
    );
  }
  const metadata = isObject(rest["metadata"]) ? rest["metadata"] : {};
  return { ...rest, metadata: { ...metadata } as unknown as KubeObject["metadata"] };
}
