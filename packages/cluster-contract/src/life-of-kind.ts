import type { CaseDefinition } from "./case.ts";
import type { CaseContext } from "./context.ts";
import { at, type JsonObject } from "./json.ts";
import { namesOf, seen } from "./observe.ts";

/** An object to live through, and where. */
type Life = {
  readonly collection: string;
  readonly object: JsonObject;
  /** A controller writes the status soon after the create, so that later versions are not exact. */
  readonly statusByController?: boolean;
};

/** The ordinary life of one kind: created, created again, read, listed, deleted, gone. */
export function lifeOf(word: string, prepare: (context: CaseContext) => Promise<Life>): CaseDefinition {
  return {
    id: `${word}-life`,
    name: `${/^[aeiou]/.test(word) ? "an" : "a"} ${word.replaceAll("-", " ")} is created (201), not twice (409), read, listed, deleted, and then 404`,
    async run(context) {
      const { api } = context;
      const { collection, object, statusByController } = await prepare(context);
      const path = `${collection}/${String(at(object, "metadata.name"))}`;
      const paths = statusByController ? ["apiVersion", "kind", "metadata.name", "spec"] : undefined;
      const created = seen(await api.post(collection, object), paths);
      context.defer(() => api.delete(path));
      const again = seen(await api.post(collection, object));
      const read = seen(await api.get(path), paths);
      const listed = namesOf((await api.get(collection)).json).includes(String(at(object, "metadata.name")));
      const deleted = seen(await api.delete(path), paths);
      return { created, again, read, listed, deleted, gone: seen(await api.get(path)) };
    },
  };
}
