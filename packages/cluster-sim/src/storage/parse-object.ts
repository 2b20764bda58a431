import type { FieldSet, KubeObject } from "../objects/meta.ts";
import { internFieldSetOf } from "./intern.ts";

const MARK = '"fieldsV1":';
/** Sets that were met last, by their JSON: most objects have the same few. */
const RECENT_MAX = 16;
const recent: { readonly text: string; readonly set: FieldSet }[] = [];

/**
 * Reads an object's stored JSON. Half of it is field sets, which are the same in most objects: those are recognised by their text and shared, not
 * parsed again for each object, which halves the time that a large cluster takes to start.
 *
 * The mark cannot stand inside a text, where its quotes would be escaped; and no complete set is the beginning of another one.
 */
export function parseObject(json: string): KubeObject {
  const sets: FieldSet[] = [];
  let rest = "";
  let from = 0;
  for (let at = json.indexOf(MARK); at >= 0; at = json.indexOf(MARK, from)) {
    const start = at + MARK.length;
    const { text, set } = recentAt(json, start) ?? readAt(json, start);
    rest += `${json.slice(from, start)}${sets.length}`;
    sets.push(set);
    from = start + text.length;
  }
  const object = JSON.parse(from === 0 ? json : rest + json.slice(from)) as KubeObject;
  for (const entry of object.metadata.managedFields ?? []) {
    // What stands there now is the set's number.
    const set = sets[entry.fieldsV1 as unknown as number];
    if (set !== undefined) entry.fieldsV1 = set;
  }
  return object;
}

function recentAt(json: string, start: number): (typeof recent)[number] | undefined {
  return recent.find(({ text }) => json.startsWith(text, start));
}

function readAt(json: string, start: number): (typeof recent)[number] {
  const text = json.slice(start, endOfValue(json, start));
  const known = { text, set: internFieldSetOf(text, JSON.parse(text) as FieldSet) };
  recent.unshift(known);
  if (recent.length > RECENT_MAX) recent.pop();
  return known;
}

/** Where the object or array that begins here ends. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  let inText = false;
  for (let i = start; i < json.length; i++) {
    const char = json[i];
    if (inText) {
      if (char === "\\") i++;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return i + 1;
  }
  return json.length;
}
