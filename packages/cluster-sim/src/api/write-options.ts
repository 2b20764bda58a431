/** How a write is done, whoever does it. */
export interface WriteOptions {
  /** Everything but the storing. */
  readonly dryRun: boolean;
  /** Who is named in managedFields. */
  readonly manager: string;
  readonly subresource?: string;
  /** The version in which the object was written, where it is not the kind's own. */
  readonly apiVersion?: string;
  /** A real apply, whose ownership is worked out by the patch itself. */
  readonly managedFieldsDone?: boolean;
  /** Collects what the client is warned of. */
  readonly warn: (text: string) => void;
}

/** A write by one of the cluster's own parts. */
export function internalWrite(manager: string, subresource?: string): WriteOptions {
  return { dryRun: false, manager, ...(subresource === undefined ? {} : { subresource }), warn: () => {} };
}
