import type { Kind } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import { type Change, type ChangeType, Version } from "../storage/version.ts";

/** Turns versions into lines of a watch. */
export interface WatchEncoder {
  object(type: ChangeType, version: Version): Buffer;
  change(type: ChangeType, change: Change): Buffer;
  bookmark(revision: number, initialEnd: boolean): Buffer;
}

const NEWLINE_END = Buffer.from("}\n");

/**
 * The frames of the last change: all watchers hear of a change before anybody hears of the next, so each frame is made once
 * for all of them and kept no longer.
 */
let shared:
  | { readonly change: Change; readonly kind: Kind; readonly frames: Partial<Record<ChangeType, Buffer>> }
  | undefined;

export function jsonWatchEncoder(kind: Kind): WatchEncoder {
  return {
    object: (type, version) => frame(kind, type, version),
    change(type, change) {
      if (shared?.change !== change || shared.kind !== kind) shared = { change, kind, frames: {} };
      shared.frames[type] ??= frame(kind, type, visibleVersion(type, change));
      return shared.frames[type];
    },
    bookmark: (revision, initialEnd) => bookmarkFrame(kind, revision, initialEnd),
  };
}

/** What a watcher is shown: for an object that leaves its selection, the last state that was selected, with the new revision. */
export function visibleVersion(type: ChangeType, change: Change): Version {
  if (type !== "DELETED" || change.type === "DELETED") return change.current;
  const last = (change.previous ?? change.current).object;
  const object: KubeObject = { ...last, metadata: { ...last.metadata, resourceVersion: String(change.revision) } };
  return Version.of(change.current.row, change.current.key, change.revision, object);
}

function frame(kind: Kind, type: ChangeType, version: Version): Buffer {
  return Buffer.concat([
    Buffer.from(`{"type":"${type}","object":`),
    kind.jsonHead,
    version.json().subarray(1),
    NEWLINE_END,
  ]);
}

export function bookmarkFrame(kind: Pick<Kind, "kind" | "apiVersion">, revision: number, initialEnd: boolean): Buffer {
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(initialEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
  };
  const object = { kind: kind.kind, apiVersion: kind.apiVersion, metadata };
  return Buffer.from(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
}
