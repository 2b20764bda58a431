import { type Audience, audiencesOf, VISIBILITY } from "@resource-manager/domain/rules/visibility";
import type { Asker } from "./world.ts";

const RULES = new Map(Object.entries(VISIBILITY).map(([type, fields]) => [type, audiencesOf(fields)]));

/** Fields of an answer that have something in them, though the table of who sees what has them not for this asker. */
export function notForAsker(asker: Asker, text: string): readonly string[] {
  const found = new Set<string>();
  const todo: unknown[] = [JSON.parse(text).data];
  while (todo.length > 0) {
    const value = todo.pop();
    if (typeof value !== "object" || value === null) continue;
    todo.push(...Object.values(value));
    const fields = RULES.get(String(Reflect.get(value, "__typename")));
    for (const [name, each] of Object.entries(value)) {
      const audience = fields?.get(name);
      if (audience && hasSomething(each) && !isFor(asker, audience))
        found.add(`${Reflect.get(value, "__typename")}.${name}`);
    }
  }
  return [...found];
}

function isFor({ role, teamRole }: Asker, audience: Audience): boolean {
  if (audience === "all") return role !== null;
  // Whose it is, and whether the words in it are another's, is for the planted words to tell.
  return audience !== "team" || role !== null || teamRole !== null;
}

function hasSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== 0 && value !== "";
}
