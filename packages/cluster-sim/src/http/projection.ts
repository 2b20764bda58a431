import type { IncomingMessage } from "node:http";
import { CREATED_AT, NAME, type TableColumn } from "../kinds/columns.ts";
import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { Change, ChangeType, Version } from "../storage/version.ts";
import { acceptedTypes } from "./accept.ts";
import type { WatchEncoder } from "./watch-encoder.ts";
import { bookmarkFrame, visibleVersion } from "./watch-encoder.ts";

/** Another form in which objects are asked for: the rows that kubectl prints, or their metadata alone. */
export interface Projection {
  one(kind: Kind, object: KubeObject, nowMs: number): unknown;
  list(kind: Kind, metadata: object, objects: readonly KubeObject[], nowMs: number): unknown;
}

const META = { apiVersion: "meta.k8s.io/v1" };
const DEFAULT_COLUMNS: readonly TableColumn[] = [NAME, CREATED_AT];

/** The form that the Accept header prefers; undefined for objects as they are. */
export function chooseProjection(request: IncomingMessage, query: URLSearchParams): Projection | undefined {
  for (const { type, parameters } of acceptedTypes(request)) {
    if (type !== "application/json" && type !== "*/*") continue;
    if (parameters.g !== undefined && parameters.g !== "meta.k8s.io") continue;
    switch (parameters.as) {
      case undefined:
        return undefined;
      case "Table":
        return tableProjection(query.get("includeObject") ?? "Metadata");
      case "PartialObjectMetadata":
      case "PartialObjectMetadataList":
        return metadataProjection;
    }
  }
  return undefined;
}

function tableProjection(include: string): Projection {
  const table = (kind: Kind, metadata: object, objects: readonly KubeObject[], nowMs: number): unknown => {
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

function partial(object: KubeObject): unknown {
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
  const frame = (type: ChangeType, version: Version): Buffer =>
    Buffer.from(`${JSON.stringify({ type, object: projection.one(kind, version.object, now()) })}\n`);
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
