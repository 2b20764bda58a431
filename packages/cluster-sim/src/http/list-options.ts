import type { Kind } from "../kinds/kind.ts";
import { selectableFieldNames, selectableFields } from "../kinds/kind.ts";
import { fieldForbidden, notSupported } from "../objects/field-faults.ts";
import type { KubeObject } from "../objects/meta.ts";
import { type FieldSelector, matchesFields, parseFieldSelector } from "../selectors/field-selector.ts";
import { type LabelSelector, matchesLabels, parseLabelSelector } from "../selectors/label-selector.ts";
import { badRequest, type FieldFault, invalid } from "./status-error.ts";

/** What LIST and WATCH have in common. */
export interface Selection {
  readonly labels: LabelSelector;
  readonly fields: FieldSelector;
  readonly empty: boolean;
}

export function readSelection(kind: Kind, query: URLSearchParams, name?: string): Selection {
  const labels = readLabels(query.get("labelSelector") ?? "");
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "", selectableFieldNames(kind));
  const all: FieldSelector =
    name === undefined ? fields : [...fields, { field: "metadata.name", operator: "=", value: name }];
  return { labels, fields: all, empty: labels.length === 0 && all.length === 0 };
}

function readLabels(text: string): LabelSelector {
  return text === "" ? [] : parseLabelSelector(text);
}

export function isSelected(kind: Kind, selection: Selection, object: KubeObject): boolean {
  if (selection.empty) return true;
  if (!matchesLabels(selection.labels, object.metadata.labels)) return false;
  return selection.fields.length === 0 || matchesFields(selection.fields, selectableFields(kind, object));
}

export interface ListOptions {
  readonly selection: Selection;
  readonly limit: number | undefined;
  readonly continueToken: string;
  readonly resourceVersion: string;
  readonly match: string;
}

export function readListOptions(kind: Kind, query: URLSearchParams): ListOptions {
  const options = {
    selection: readSelection(kind, query),
    limit: readInteger(query, "limit"),
    continueToken: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
  };
  const faults: FieldFault[] = [];
  const at = "resourceVersionMatch";
  const { match, resourceVersion, continueToken } = options;
  if (match !== "") {
    if (resourceVersion === "")
      faults.push(fieldForbidden(at, `${at} is forbidden unless resourceVersion is provided`));
    if (continueToken !== "") faults.push(fieldForbidden(at, `${at} is forbidden when continue is provided`));
    if (match !== "Exact" && match !== "NotOlderThan")
      faults.push(notSupported(at, match, ["Exact", "NotOlderThan", ""]));
    if (match === "Exact" && resourceVersion === "0") {
      faults.push(fieldForbidden(at, `${at} "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (query.has("sendInitialEvents")) {
    faults.push(fieldForbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  refuse(faults);
  return options;
}

export interface WatchOptions {
  readonly selection: Selection;
  readonly resourceVersion: string;
  readonly bookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly sendInitialEvents: boolean | undefined;
}

export function readWatchOptions(kind: Kind, query: URLSearchParams, name?: string): WatchOptions {
  const initial = query.get("sendInitialEvents");
  const match = query.get("resourceVersionMatch") ?? "";
  const faults: FieldFault[] = [];
  const at = "resourceVersionMatch";
  if (initial !== null && match !== "NotOlderThan") {
    faults.push(fieldForbidden(at, `sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`));
  }
  if (match !== "") {
    if (initial === null) {
      faults.push(fieldForbidden(at, `${at} is forbidden for watch unless sendInitialEvents is provided`));
    }
    if (match !== "NotOlderThan") faults.push(notSupported(at, match, ["NotOlderThan"]));
    if (query.get("continue")) faults.push(fieldForbidden(at, `${at} is forbidden when continue is provided`));
  }
  refuse(faults);
  return {
    selection: readSelection(kind, query, name),
    resourceVersion: query.get("resourceVersion") ?? "",
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeoutSeconds: readInteger(query, "timeoutSeconds"),
    sendInitialEvents: initial === null ? undefined : isTrue(initial),
  };
}

/** A resourceVersion that is no number. LIST and WATCH answer it differently. */
export class BadRevisionError extends Error {}

/** A revision as a client writes it; anything but digits is refused. */
export function readRevision(text: string): number {
  if (text === "") return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw new BadRevisionError(
    `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

/** As the API server reads a flag: there, and not `false` or `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== "false" && value !== "0";
}

function readInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function refuse(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalid({ group: "meta.k8s.io", plural: "", kind: "ListOptions" }, "", faults);
}
