import type { KubeObject } from "../objects/meta.ts";
import { parseObject } from "./parse-object.ts";

/** One version of one object. Serialised at most once, whoever asks for it, and parsed only when somebody looks inside. */
export class Version {
  readonly key: string;
  readonly revision: number;
  /** The object's row in the journal: the same for all its versions. */
  readonly row: number;
  #object: KubeObject | undefined;
  #json: Buffer | undefined;

  private constructor(
    row: number,
    key: string,
    revision: number,
    object: KubeObject | undefined,
    json: Buffer | undefined,
  ) {
    this.row = row;
    this.key = key;
    this.revision = revision;
    this.#object = object;
    this.#json = json;
  }

  static of(row: number, key: string, revision: number, object: KubeObject): Version {
    return new Version(row, key, revision, object, undefined);
  }

  /** From what `json` of the same version gave, in this process or an earlier one. */
  static fromJson(row: number, key: string, revision: number, json: Buffer): Version {
    return new Version(row, key, revision, undefined, json);
  }

  get object(): KubeObject {
    if (this.#object === undefined) {
      this.#object = parseObject((this.#json as Buffer).toString("utf8"));
    }
    return this.#object;
  }

  /** The object as an item of a list: JSON without kind and apiVersion. */
  json(): Buffer {
    this.#json ??= Buffer.from(JSON.stringify(this.#object));
    return this.#json;
  }

  /** For a version that is no longer the current one: it is rarely asked for as JSON again. */
  forgetJson(): void {
    if (this.#object !== undefined) this.#json = undefined;
  }

  /** For an object that is rarely looked into: only its JSON is kept. */
  forgetObject(): void {
    this.json();
    this.#object = undefined;
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
