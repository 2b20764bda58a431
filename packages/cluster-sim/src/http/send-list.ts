import { once } from "node:events";
import type { Kind } from "../kinds/kind.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import type { Page } from "./list.ts";
import { chooseProjection } from "./projection.ts";

const COMMA = Buffer.from(",");
const ITEMS_PER_WRITE = 200;

/** Writes a page from the stored JSON of its items, without waiting for the whole of it to be in one buffer. */
export async function sendList(exchange: Exchange, kind: Kind, page: Page, nowMs: number): Promise<void> {
  const { request, response, query } = exchange;
  const metadata = {
    resourceVersion: String(page.revision),
    ...(page.continueToken === "" ? {} : { continue: page.continueToken }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  const projection = chooseProjection(request, query);
  if (projection !== undefined) {
    const objects = page.items.map((version) => version.object);
    return sendJson(exchange, 200, projection.list(kind, metadata, objects, nowMs));
  }
  const head = `{"kind":"${kind.kind}List","apiVersion":"${kind.apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  let chunks: Buffer[] = [Buffer.from(head)];
  for (let i = 0; i < page.items.length; i++) {
    if (i > 0) chunks.push(COMMA);
    chunks.push((page.items[i] as Page["items"][number]).json());
    if ((i + 1) % ITEMS_PER_WRITE === 0) {
      const flowing = response.write(Buffer.concat(chunks));
      chunks = [];
      if (!flowing && !response.destroyed) await Promise.race([once(response, "drain"), once(response, "close")]);
      if (response.destroyed) return;
    }
  }
  chunks.push(Buffer.from("]}\n"));
  response.end(Buffer.concat(chunks));
}
