"use client";
import type { OperationVariables } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect } from "react";
import { type Feed, type LiveQuery, useLiveQuery } from "./live/use-live-query";
import { type PageEnd, usePageCursor } from "./page-cursor";

/** A page of a list as the API's connections give it. */
interface ListPage {
  readonly pageInfo: PageEnd;
  readonly nodes: readonly unknown[];
}

/** What both documents of a list take, beside its own filter and order. */
interface PageVariables extends OperationVariables {
  first: number;
  after?: string | null;
}

interface LiveListOptions<TData, TEnd, TVariables extends PageVariables, TList extends ListPage> {
  /** The page that the URL asks for, from 1, and how many rows it has. */
  readonly search: { readonly page: number; readonly size: number };
  readonly document: TypedDocumentNode<TData, TVariables>;
  /** Asks where a run of rows ends, for pages that are opened by their number. */
  readonly endDocument: TypedDocumentNode<TEnd, TVariables>;
  /** Filter and order. */
  readonly variables: Omit<TVariables, "first" | "after">;
  readonly feeds: readonly Feed[];
  readonly listOf: (data: TData) => TList;
  readonly endOf: (data: TEnd) => PageEnd;
  /** The list ends before the page that the URL asks for. */
  readonly onPastEnd: () => void;
}

interface LiveList<TData, TList> extends Omit<LiveQuery<TData>, "data"> {
  readonly data: TData | undefined;
  readonly list: TList | undefined;
  /** From 0. */
  readonly page: number;
}

/** One numbered page of a list that the server filters, sorts and cuts, kept up to date. */
export function useLiveList<TData, TEnd, TVariables extends PageVariables, TList extends ListPage>(
  options: LiveListOptions<TData, TEnd, TVariables, TList>,
): LiveList<TData, TList> {
  const { search, document, endDocument, variables, feeds, listOf, endOf, onPastEnd } = options;
  const client = useApolloClient();
  const pageOf = (first: number, after: string | null) => ({ ...variables, first, after }) as unknown as TVariables;
  const { page, after, noteList } = usePageCursor({
    search,
    listKey: JSON.stringify(variables),
    endOf: async (first, after) => {
      const { data } = await client.query<TEnd, TVariables>({
        query: endDocument,
        variables: pageOf(first, after),
        fetchPolicy: "no-cache",
      } as never);
      return data && endOf(data as TEnd);
    },
    onPastEnd,
  });
  const answer = useLiveQuery(document, after === undefined ? null : pageOf(search.size, after), feeds);
  const list = answer.data && listOf(answer.data);
  useEffect(() => {
    if (!answer.loading && list) noteList(list);
  }, [answer.loading, list, noteList]);
  return { ...answer, list, page };
}
