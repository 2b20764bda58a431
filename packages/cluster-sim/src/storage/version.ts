import type { KubeObject } from "../objects/meta.ts";

/** One version of one object. Serialised at most once, whoever asks for it. */
export class Version {
  readonly key: string;
  readonly revision: number;
  readonly object: KubeObject;
  /** The object's row in the journal: the same for all its versions. */
  readonly row: number;
  #json: Buffer | undefined;

  constructor(row: number, key: string, revision: number, object: KubeObject, json?: Buffer) {
    this.row = row;
    this.key = key;
    this.revision = revision;
    this.object = object;
    this.#json = json;
  }

  /** The object as an item of a list: JSON without kind and apiVersion. */
  json(): Buffer {
    this.#json ??= Buffer.from(JSON.stringify(this.object));
    return this.#json;
  }
}

export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** One step of one object. A DELETED change carries the last state, under the revision of the deletion. */
export interface Change {
  readonly type: ChangeType;
  readonly revision: number;
  readonly current: Version;
  readonly previous: Version | undefined;
}
