import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { requiredValue } from "../selectors/field-selector.ts";
import { type Collection, CompactedError } from "../storage/collection.ts";
import type { Version } from "../storage/version.ts";
import { readContinueToken, writeContinueToken } from "./continue-token.ts";
import { BadRevisionError, isSelected, type ListOptions, readRevision, type Selection } from "./list-options.ts";
import { badRequest, expired, StatusError } from "./status-error.ts";

/** One page of a list. */
export interface Page {
  readonly revision: number;
  readonly items: readonly Version[];
  readonly continueToken: string;
  readonly remaining: number | undefined;
}

/**
 * A LIST, or its next page. All pages of one list show the same revision: later pages are worked out from the history,
 * and once that is too short the answer is 410 with a token that goes on, inconsistently, from now.
 */
export function listPage(env: Environment, kind: Kind, namespace: string | undefined, options: ListOptions): Page {
  const collection = env.store.collection(kind.resource);
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  const from = startingPoint(env, options);
  let versions: Iterable<Version>;
  try {
    versions = versionsAt(env, collection, from, prefix, options);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw compacted(env, from);
  }
  const items: Version[] = [];
  let next: string | undefined;
  let remaining = 0;
  for (const version of versions) {
    if (!isSelected(kind, options.selection, version.object)) continue;
    if (options.limit !== undefined && options.limit > 0 && items.length >= options.limit) {
      next ??= version.key;
      // With a selector the real server does not say how many are left, for it does not know.
      if (!options.selection.empty) break;
      remaining++;
    } else {
      items.push(version);
    }
  }
  return {
    revision: from.revision,
    items,
    continueToken: next === undefined ? "" : writeContinueToken({ revision: from.revision, start: next }),
    remaining: next !== undefined && options.selection.empty ? remaining : undefined,
  };
}

interface Start {
  readonly revision: number;
  readonly key: string;
  readonly past: boolean;
}

function startingPoint(env: Environment, options: ListOptions): Start {
  const now = env.store.revision;
  if (options.continueToken !== "") {
    if (options.resourceVersion !== "" && options.resourceVersion !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    const token = readContinueToken(options.continueToken);
    return token.revision < 0
      ? { revision: now, key: token.start, past: false }
      : { revision: token.revision, key: token.start, past: token.revision < now };
  }
  const asked = readListRevision(options.resourceVersion);
  if (asked > now) throw tooLargeRevision(asked, now);
  const exact = options.match === "Exact" || (options.match === "" && asked > 0 && (options.limit ?? 0) > 0);
  return exact ? { revision: asked, key: "", past: asked < now } : { revision: now, key: "", past: false };
}

function readListRevision(text: string): number {
  try {
    return readRevision(text);
  } catch (error) {
    if (error instanceof BadRevisionError) throw badRequest(`invalid resource version: ${error.message}`);
    throw error;
  }
}

function versionsAt(
  _env: Environment,
  collection: Collection,
  from: Start,
  prefix: string,
  options: ListOptions,
): Iterable<Version> {
  if (from.past) return collection.rangeAt(from.revision, prefix, from.key);
  return named(collection, prefix, options.selection) ?? collection.range(prefix, from.key);
}

/** A list of one name in one namespace needs no walk. */
function named(collection: Collection, prefix: string, selection: Selection): Version[] | undefined {
  const name = requiredValue(selection.fields, "metadata.name");
  if (name === undefined || prefix === "") return undefined;
  const version = collection.get(prefix + name);
  return version === undefined ? [] : [version];
}

function compacted(env: Environment, from: Start): StatusError {
  if (from.key === "") {
    return expired("The provided resource version is too old.");
  }
  const token = writeContinueToken({ revision: -1, start: from.key });
  return expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    env.store.revision > 0 ? token : undefined,
  );
}

export function tooLargeRevision(asked: number, current: number): StatusError {
  return new StatusError(504, "Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}
