import type { Readable } from "node:stream";

/** A line longer than the limit: no Kubernetes object is (etcd refuses above 1.5 MiB by default). */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

/**
 * The whole lines of a body, as many at a time as one chunk completes; none is a sign of life, too. A last line without its newline was cut off by
 * the connection's end and is dropped. Bytes are decoded only up to a newline, so no character is ever split.
 */
export async function* linesOf(body: Readable, longestBytes: number): AsyncGenerator<readonly string[]> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) {
      rest.push(chunk);
      restBytes += chunk.length;
      yield [];
    } else {
      const complete = Buffer.concat([...rest, chunk.subarray(0, end)]).toString("utf8");
      rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
      restBytes = chunk.length - end - 1;
      yield complete.split("\n");
    }
    if (restBytes > longestBytes) {
      throw new LineTooLong(`a line is longer than ${longestBytes} bytes`);
    }
  }
}

const NEWLINE = 0x0a;
