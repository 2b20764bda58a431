import type { ApiResponse } from "./api.ts";
import { at, isJsonObject, type Json, type JsonObject, listAt, pick } from "./json.ts";
import type { WatchEvent } from "./watch-stream.ts";

/**
 * What a client sees of one answer: the status, and the object or the refusal's `Status`.
 * @param paths only these paths of the object; without them the whole of it. A refusal is always seen whole.
 */
export function seen(response: ApiResponse, paths?: readonly string[]): JsonObject {
  const { status, json } = response;
  const warnings = response.headers.warning;
  const warned = warnings === undefined ? {} : { warnings };
  if (json === undefined) return { status, ...warned, text: response.text };
  if (isStatus(json)) return { status, ...warned, ...seenStatus(json) };
  return { status, ...warned, object: paths ? pick(json, paths) : withoutManagedFields(json) };
}

/** A refusal without its message, for messages whose words come from Go's own libraries. */
export function seenWithoutMessage(response: ApiResponse): JsonObject {
  const { message, ...rest } = seen(response);
  return rest;
}

/** The named headers of an answer, beside what `seen` gives. */
export function seenWithHeaders(response: ApiResponse, names: readonly string[]): JsonObject {
  const headers = Object.fromEntries(names.map((name) => [name, response.headers[name]]));
  return { ...seen(response), headers };
}

/** A list: its kind, its paging facts and the names in their order. */
export function seenList(response: ApiResponse): JsonObject {
  if (!Array.isArray(at(response.json, "items"))) return seen(response);
  return {
    status: response.status,
    kind: at(response.json, "kind"),
    hasVersion: typeof at(response.json, "metadata.resourceVersion") === "string",
    hasContinue: typeof at(response.json, "metadata.continue") === "string",
    remainingItemCount: at(response.json, "metadata.remainingItemCount"),
    names: namesOf(response.json),
  };
}

/** The names of a list's items in their order. */
export function namesOf(list: Json | undefined): Json[] {
  const items = at(list, "items");
  return Array.isArray(items) ? items.map((item) => at(item, "metadata.name") ?? null) : [];
}

/** Watch events in order: type, name, version and the named paths of each object. */
export function seenEvents(events: readonly WatchEvent[], paths: readonly string[] = []): Json[] {
  return events.map(({ type, object }) => {
    if (type === "ERROR") return { type, object };
    if (type === "BOOKMARK")
      return { type, kind: at(object, "kind") ?? null, annotations: at(object, "metadata.annotations") ?? null };
    return { type, ...pick(object, ["metadata.name", "metadata.resourceVersion", ...paths]) };
  });
}

/** Names that a run makes up, and the words that stand for them in an observation. */
export type Aliases = ReadonlyMap<string, string>;

/**
 * Makes two runs comparable: uids become `uid-1`, `uid-2` in order of appearance, versions of objects `version-1`… in
 * their numeric order, times `<time>`, addresses `<ip>`, made-up names their alias; versions of lists, which move with
 * everybody's writes, are only marked as present.
 */
export function project(observation: JsonObject, aliases: Aliases): JsonObject {
  const versions = ordinals(collectVersions(observation));
  const uids = new Map<string, string>();
  const names = [...aliases].sort(([a], [b]) => b.length - a.length);

  const projectText = (text: string): string => {
    let result = text;
    for (const [name, alias] of names) result = result.replaceAll(name, alias);
    return result
      .replace(uuidPattern, (uid) => ordinalOf(uids, uid, "uid"))
      .replace(timePattern, "<time>")
      .replace(addressPattern, "<ip>")
      .replace(tokenVolumePattern, "kube-api-access-<random>")
      .replace(tooOldPattern, "too old resource version: <version> (<version>)");
  };

  const projectValue = (value: Json | undefined, key: string): Json | undefined => {
    if (typeof value === "string") {
      if (isVersionKey(key)) return versions.get(value) ?? value;
      return projectText(value);
    }
    if (Array.isArray(value)) return value.map((item) => projectValue(item, "") ?? null);
    if (!isJsonObject(value)) return value;
    const source = isCollection(value) ? hideCollectionFacts(value) : value;
    return Object.fromEntries(
      Object.entries(source)
        .filter(([, child]) => child !== undefined)
        .map(([childKey, child]) => [projectText(childKey), projectValue(child, childKey)]),
    );
  };
  return projectValue(observation, "") as JsonObject;
}

const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const timePattern = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g;
const addressPattern = /\b(?:10|127|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?::\d+)?/g;
const tokenVolumePattern = /kube-api-access-[a-z0-9]{5}\b/g;
const tooOldPattern = /too old resource version: \d+ \(\d+\)/g;

function isStatus(json: Json): json is JsonObject {
  return isJsonObject(json) && json.kind === "Status";
}

function seenStatus(status: JsonObject): JsonObject {
  const { reason, message, details } = status;
  const causes = listAt(details, "causes");
  if (!isJsonObject(details) || causes.length < 2) return { outcome: status.status, reason, message, details };
  return {
    outcome: status.status,
    reason,
    message: withoutCauses(String(message), causes),
    details: { ...details, causes: causes.toSorted(byFieldAndMessage) },
  };
}

/** Kubernetes walks maps in random order, so several causes have none: the message only has to hold each of them. */
function withoutCauses(message: string, causes: readonly Json[]): string {
  const start = message.indexOf("[");
  const rest = causes.reduce<string>(
    (text, cause) => text.replace(`${String(at(cause, "field"))}: ${String(at(cause, "message"))}`, ""),
    message.slice(start),
  );
  return /^\[[, ]*\]$/.test(rest) ? `${message.slice(0, start)}[<each cause>]` : message;
}

function byFieldAndMessage(a: Json, b: Json): number {
  const key = (cause: Json) => `${String(at(cause, "field"))} ${String(at(cause, "message"))}`;
  return key(a).localeCompare(key(b));
}

function withoutManagedFields(object: Json): Json {
  if (!isJsonObject(object) || !isJsonObject(object.metadata)) return object;
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function isVersionKey(key: string): boolean {
  return key === "resourceVersion" || key.endsWith(".resourceVersion");
}

function isCollection(value: JsonObject): boolean {
  return Array.isArray(value.items) && isJsonObject(value.metadata);
}

function hideCollectionFacts(list: JsonObject): JsonObject {
  const metadata = { ...(list.metadata as JsonObject) };
  if (typeof metadata.resourceVersion === "string") metadata.resourceVersion = "<version>";
  if (typeof metadata.continue === "string") metadata.continue = "<continue>";
  return { ...list, metadata };
}

function collectVersions(value: Json | undefined, key = ""): string[] {
  if (typeof value === "string") return isVersionKey(key) && /^\d+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => collectVersions(item));
  if (!isJsonObject(value)) return [];
  const source = isCollection(value) ? hideCollectionFacts(value) : value;
  return Object.entries(source).flatMap(([childKey, child]) => collectVersions(child, childKey));
}

function ordinals(versions: readonly string[]): Map<string, string> {
  const sorted = [...new Set(versions)].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return new Map(sorted.map((version, index) => [version, version === "0" ? "0" : `version-${index + 1}`]));
}

function ordinalOf(known: Map<string, string>, value: string, word: string): string {
  const ordinal = known.get(value) ?? `${word}-${known.size + 1}`;
  known.set(value, ordinal);
  return ordinal;
}
