/** A point in the change feed: `epoch:sequence`. The epoch is a UUID per process start, so that a cursor never outlives its feed. */
export interface Cursor {
  readonly epoch: string;
  readonly sequence: number;
}

export function formatCursor({ epoch, sequence }: Cursor): string {
  return `${epoch}:${sequence}`;
}

/** Null where the text is none of ours. */
export function parseCursor(text: string): Cursor | null {
  const [, epoch, sequence] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(text) ?? [];
  return epoch === undefined || sequence === undefined ? null : { epoch, sequence: Number(sequence) };
}
