import { failureOfStatus, failureText } from "./api-errors.ts";
import { listOf, recordOf, textOf } from "./raw-json.ts";
import type { Transport } from "./transport.ts";
import { WatchFailure } from "./watch-failure.ts";

export interface ListRequest {
  /** `/api/v1/pods` and the like. */
  readonly path: string;
  readonly labelSelector: string | null;
  readonly pageSize: number;
  readonly timeoutMs: number;
  /** Called for every page's items, in order. */
  readonly onItems: (items: readonly unknown[]) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole collection page by page (one body of 100,000 pods would not fit into a string) and answers with the
 * resource version that it is of. Throws a `WatchFailure` or `TransportError`.
 */
export async function pagedList(transport: Transport, request: ListRequest): Promise<string> {
  let version: string | null = null;
  let next: string | null = null;
  do {
    request.signal?.throwIfAborted();
    const page: Page = await readPage(transport, request, next);
    request.onItems(page.items);
    // All pages are of the first one's version.
    version ??= page.version;
    next = page.next;
  } while (next !== null);
  return version;
}

/** A failed list or watch request as an error with its reason. */
export function refusedRequest(status: number, headers: Readonly<Record<string, string>>, body: string): WatchFailure {
  const answer = failureOfStatus(status, headers, body, { hasEffect: false });
  return new WatchFailure(failureText(answer), { kind: status === 410 ? "expired" : "refused", answer });
}

interface Page {
  readonly items: readonly unknown[];
  readonly version: string;
  readonly next: string | null;
}

async function readPage(transport: Transport, request: ListRequest, next: string | null): Promise<Page> {
  const query = new URLSearchParams({ limit: String(request.pageSize) });
  if (request.labelSelector !== null) {
    query.set("labelSelector", request.labelSelector);
  }
  if (next !== null) {
    query.set("continue", next);
  }
  const url = `${request.path}?${query}`;
  const { timeoutMs, signal } = request;
  const answer = await transport.send({ method: "GET", url, timeoutMs, signal });
  if (answer.status !== 200) {
    throw refusedRequest(answer.status, answer.headers, answer.body);
  }
  return pageOf(answer.body);
}

function pageOf(body: string): Page {
  const list = recordOf(parsed(body));
  const metadata = recordOf(list.metadata);
  const version = textOf(metadata.resourceVersion);
  if (version === null || !Array.isArray(list.items ?? [])) {
    throw new WatchFailure("the cluster answered with something that is no list", { kind: "unreadable" });
  }
  return { items: listOf(list.items), version, next: textOf(metadata.continue) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new WatchFailure("the cluster answered with a list that is cut off or no JSON", { kind: "unreadable" });
  }
}
