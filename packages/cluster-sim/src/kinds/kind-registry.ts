import type { Kind } from "./kind.ts";

/** All kinds that are served, by path and by kind. */
export class KindRegistry {
  readonly #byPath = new Map<string, Kind>();
  readonly #all: readonly Kind[];

  constructor(kinds: readonly Kind[]) {
    this.#all = kinds;
    for (const kind of kinds) this.#byPath.set(`${kind.apiVersion}/${kind.plural}`, kind);
  }

  all(): readonly Kind[] {
    return this.#all;
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    return this.#byPath.get(group === "" ? `${version}/${plural}` : `${group}/${version}/${plural}`);
  }

  byKind(apiVersion: string, name: string): Kind | undefined {
    return this.#all.find((kind) => kind.apiVersion === apiVersion && kind.kind === name);
  }

  /** A kind that is known to be there. */
  get(resource: string): Kind {
    const kind = this.#all.find((one) => one.resource === resource);
    if (kind === undefined) throw new Error(`No kind is served as ${resource}`);
    return kind;
  }

  groups(): string[] {
    return [...new Set(this.#all.map((kind) => kind.group))];
  }
}
