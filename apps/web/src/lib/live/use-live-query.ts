import type { DocumentNode, OperationVariables } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useRef } from "react";
import { concat, map, merge, NEVER, type Observable, throwError } from "rxjs";
import { coalesce } from "./coalesce";
import { follow } from "./follow";

const refreshEveryMs = 500;

/** A subscription that tells when the query's answer may have changed. Made by `feed`, which knows the types. */
export interface Feed {
  readonly document: DocumentNode;
  /** `cursor` is the one that came with the page: the feed begins where the page ended. */
  readonly variables: (cursor: string) => OperationVariables;
  /** Set where a message is the whole answer: what the query would say now. Without it, a message makes the page load again. */
  readonly take: ((message: unknown) => unknown) | undefined;
  /** True where the server ends the feed when there is nothing more to say. */
  readonly ends: boolean;
}

interface FeedOptions<TMessage, TVariables> {
  readonly variables?: (cursor: string) => TVariables;
  readonly take?: (message: TMessage) => unknown;
  readonly ends?: boolean;
}

export function feed<TMessage, TVariables extends OperationVariables>(
  document: TypedDocumentNode<TMessage, TVariables>,
  { variables, take, ends = false }: FeedOptions<TMessage, TVariables> = {},
): Feed {
  return {
    document,
    variables: (cursor) => variables?.(cursor) ?? {},
    take: take && ((message) => take(message as TMessage)),
    ends,
  };
}

export interface LiveQuery<TData> {
  /** The newest answer; while another page of the same view loads, or the API is away, the one before it. */
  readonly data: TData | undefined;
  /** True while there is nothing to show yet, or what is shown belongs to the page before. */
  readonly loading: boolean;
  /** Why there is nothing to show. */
  readonly error: unknown;
  readonly retry: () => void;
}

/**
 * A query whose answer stays true on the screen. The page is always the server's (filtered, sorted and cut there), so it costs the same
 * with 50 pods and with 100,000; the feeds only say *that* something changed, and the page is loaded again, at most twice a second.
 *
 * A page that wants cursors for its feeds asks for `system { cursor }` as its first field: it is read before the data, so that no change
 * can fall between the page and the feed. After any break the page is loaded first, and the feeds begin from its new cursor.
 *
 * `variables` null: not known yet, nothing is asked. `feeds` may depend on what the page shows.
 */
export function useLiveQuery<TData, TVariables extends OperationVariables>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables | null,
  feeds: readonly Feed[] | ((data: TData | undefined) => readonly Feed[]),
): LiveQuery<TData> {
  const { data, loading, error, observable, client } = useQuery(document, {
    variables: variables ?? {},
    skip: variables === null,
    fetchPolicy: "cache-and-network",
    nextFetchPolicy: "cache-first",
  } as useQuery.Options<TData, TVariables>);

  const shown = useRef<TData | undefined>(undefined);
  if (data !== undefined) shown.current = data as TData;

  const wanted = typeof feeds === "function" ? feeds(shown.current) : feeds;
  const currentFeeds = useRef(wanted);
  currentFeeds.current = wanted;
  const asking = variables !== null;
  const feedsKey = JSON.stringify(wanted.map((one) => [nameOf(one.document), one.variables("")]));

  // biome-ignore lint/correctness/useExhaustiveDependencies: feedsKey stands for the feeds; they are new objects at each render
  useEffect(() => {
    if (!asking) return;
    const refresh = async () => cursorOf((await observable.refetch()).data);

    const messagesOf = ({ document, variables, take, ends }: Feed, cursor: string): Observable<unknown> => {
      const messages = client
        .subscribe({ query: document, variables: variables(cursor), fetchPolicy: "no-cache" })
        .pipe(
          map((result) => {
            if (result.error) throw result.error;
            return result.data;
          }),
        );
      const handled = take
        ? messages.pipe(map((message) => observable.updateQuery(() => take(message) as never)))
        : messages.pipe(coalesce(refresh, refreshEveryMs));
      return concat(handled, ends ? NEVER : throwError(() => new Error("The server ended a feed that has no end.")));
    };

    const following = follow({
      load: refresh,
      changes: (cursor) => merge(NEVER, ...currentFeeds.current.map((one) => messagesOf(one, cursor))),
    }).subscribe();
    return () => following.unsubscribe();
  }, [client, observable, feedsKey, asking]);

  return {
    data: shown.current,
    loading: data === undefined && (loading || !asking),
    error: shown.current === undefined && !loading && asking ? error : undefined,
    retry: () => void observable.refetch().catch(() => undefined), // the failure is the query's `error`
  };
}

function cursorOf(data: unknown): string {
  return (data as { system?: { cursor?: string } } | undefined)?.system?.cursor ?? "";
}

function nameOf(document: DocumentNode): string {
  const [definition] = document.definitions;
  return definition?.kind === "OperationDefinition" ? (definition.name?.value ?? "") : "";
}
