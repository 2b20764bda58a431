import type { Seeded } from "@resource-manager/simulation/seeded";
import { junkTexts, junkValue } from "./junk.ts";

type Json = Record<string, unknown>;

/** A watch event about an object that was changed in one to six places. */
export interface MutatedEvent {
  readonly type: string;
  readonly object: Json;
}

/**
 * @param template an object as the cluster has it; it is not changed
 * @param version the newest version of the watch. The event carries it, none, or what is no version. Never a greater one: a cluster that
 *   then seems to go back in time has to stop the product until a person has looked, which is another test's matter.
 */
export function mutatedEvent(random: Seeded, template: object, version: string): MutatedEvent {
  const object = structuredClone(template) as Json;
  for (let left = 1 + random.below(6); left > 0; left--) mutate(random, object);
  const metadata = object.metadata;
  if (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata)) {
    (metadata as Json).resourceVersion = random.chance(0.9) ? version : oddVersion(random);
  }
  const type = random.chance(0.95)
    ? random.pick(["ADDED", "MODIFIED", "MODIFIED", "DELETED", "BOOKMARK"])
    : random.pick(junkTexts);
  return { type, object };
}

function oddVersion(random: Seeded): unknown {
  return random.pick([null, "", "0", "1", "-1", 1, "abc", "1.5", {}, []]);
}

/** Texts that the places of a Node or a Pod mean something by. */
const meaningful: readonly unknown[] = [
  ...["500m", "-4", "1e400", "0.1n", "16Gi", "1E", "999999999999999999999999", "8", 8, -8, 1.5],
  ...["True", "False", "Unknown", "Running", "Pending", "Succeeded", "Failed", "Ready", "NoExecute", "Always"],
  ...["1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "2026-13-45T99:99:99Z", "nvidia.com/gpu", "memory", "cpu"],
];

/** One change somewhere in the object: a value replaced, taken out, doubled, moved to another place, or a key added. */
function mutate(random: Seeded, object: Json): void {
  const place = randomPlace(random, object);
  const keys = Object.keys(place);
  const key = keys.length === 0 ? random.pick(junkTexts) : random.pick(keys);
  switch (random.below(7)) {
    case 0:
      delete place[key];
      break;
    case 1:
    case 2:
      setOwn(place, key, junkValue(random));
      break;
    case 3:
    case 4:
      setOwn(place, key, random.pick(meaningful));
      break;
    case 5:
      setOwn(place, key, doubled(Object.hasOwn(place, key) ? place[key] : null));
      break;
    default:
      setOwn(place, random.pick(junkTexts), structuredClone(randomPlace(random, object)));
  }
}

function doubled(value: unknown): unknown {
  return Array.isArray(value) ? [...value, ...value] : [value];
}

/** Also where the key is `__proto__`, which JSON can have and an assignment would take for the prototype. */
function setOwn(place: Json, key: string, value: unknown): void {
  Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The object itself, or any object or list in it; deep ones as likely as high ones. */
function randomPlace(random: Seeded, object: Json): Json {
  const places: Json[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    places.push(value as Json);
    for (const part of Object.values(value)) visit(part);
  };
  visit(object);
  return random.pick(places);
}
