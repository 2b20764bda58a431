import type { IncomingMessage } from "node:http";
import { CREATED_AT, NAME, type TableColumn } from "../kinds/columns.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Change, ChangeType, Version } from "../storage/version.ts";
import { acceptedTypes, isWritten, notAcceptable } from "./accept.ts";
import { badRequest } from "./status-error.ts";
import type { WatchEncoder } from "./watch-encoder.ts";
import { bookmarkFrame, visibleVersion } from "./watch-encoder.ts";

/** Another form in which objects are asked for: the rows that kubectl prints, or their metadata alone. */
export interface Projection {
  one(kind: Kind, object: KubeObject, nowMs: number): object;
  list(kind: Kind, metadata: object, objects: readonly KubeObject[], nowMs: number): object;
}

const GROUP = "meta.k8s.io";
const VERSION = "v1";
const META = { apiVersion: `${GROUP}/${VERSION}` };
const DEFAULT_COLUMNS: readonly TableColumn[] = [NAME, CREATED_AT];

/** The form that the Accept header prefers; undefined for objects as they are. 406 where it asks for forms alone that are not there. */
export function chooseProjection(request: IncomingMessage, query: URLSearchParams): Projection | undefined {
  for (const accepted of acceptedTypes(request)) {
    const { as, g = GROUP, v = VERSION } = accepted.parameters;
    if (as === undefined && isWritten(accepted)) return undefined;
    if (accepted.type !== "application/json" && accepted.type !== "*/*") continue;
    if (g !== GROUP || v !== VERSION) continue;
    if (as === "Table") return tableProjection(query.get("includeObject") || "Metadata");
    if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") return metadataProjection;
  }
  throw notAcceptable();
}

function tableProjection(include: string): Projection {
  if (!["Metadata", "Object", "None"].includes(include)) {
    const why = `Invalid value: ${JSON.stringify(include)}: must be 'Metadata', 'Object', 'None', or empty`;
    throw badRequest(`Unable to convert to Table as requested: includeObject: ${why}`);
  }
  const table = (kind: Kind, metadata: object, objects: readonly KubeObject[], nowMs: number): object => {
    const columns = kind.columns ?? DEFAULT_COLUMNS;
    return {
      kind: "Table",
      ...META,
      metadata,
      columnDefinitions: columns.map(({ name, type, format = "", description = "", priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
      rows: objects.map((object) => ({
        cells: columns.map((column) => column.cell(object, nowMs)),
        ...(include === "None" ? { object: null } : { object: shown(kind, object, include) }),
      })),
    };
  };
  return {
    one: (kind, object, nowMs) => table(kind, { resourceVersion: object.metadata.resourceVersion }, [object], nowMs),
    list: table,
  };
}

function shown(kind: Kind, object: KubeObject, include: string): unknown {
  return include === "Object" ? { kind: kind.kind, apiVersion: kind.apiVersion, ...object } : partial(object);
}

function partial(object: KubeObject): object {
  return { kind: "PartialObjectMetadata", ...META, metadata: object.metadata };
}

const metadataProjection: Projection = {
  one: (_kind, object) => partial(object),
  list: (_kind, metadata, objects) => ({
    kind: "PartialObjectMetadataList",
    ...META,
    metadata,
    items: objects.map(partial),
  }),
};

/** A watch in that form: nothing is shared between watchers here, for these are few. */
export function projectedWatchEncoder(kind: Kind, projection: Projection, now: () => number): WatchEncoder {
  let columnsSent = false;
  const frame = (type: ChangeType, version: Version): Buffer => {
    const projected = projection.one(kind, version.object, now());
    // A table's columns come with its first event only.
    const object =
      columnsSent && projection !== metadataProjection ? { ...projected, columnDefinitions: null } : projected;
    columnsSent = true;
    return Buffer.from(`${JSON.stringify({ type, object })}\n`);
  };
  return {
    object: frame,
    change: (type, change: Change) => frame(type, visibleVersion(type, change)),
    bookmark(revision, initialEnd) {
      if (projection === metadataProjection) {
        return bookmarkFrame({ kind: "PartialObjectMetadata", ...META }, revision, initialEnd);
      }
      const table = projection.list(kind, { resourceVersion: String(revision) }, [], now());
      return Buffer.from(`${JSON.stringify({ type: "BOOKMARK", object: table })}\n`);
    },
  };
}
