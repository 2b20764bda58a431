"use client";
import { useCallback, useEffect, useRef, useState } from "react";

/** The server cuts lists at this many. */
const firstMax = 500;
const retryAfterMs = 1_000;

export interface PageEnd {
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

interface ListEnd {
  readonly pageInfo: PageEnd;
  readonly nodes: readonly unknown[];
}

interface PageCursorOptions {
  /** The page that the URL asks for, from 1, and how many rows it has. */
  readonly search: { readonly page: number; readonly size: number };
  /** Filter and order, as text: cursors of another list mean nothing here. */
  readonly listKey: string;
  /** Asks where a run of `first` rows after `after` ends. */
  readonly endOf: (first: number, after: string | null) => Promise<PageEnd | undefined>;
  /** The list ends before this page. */
  readonly onPastEnd: () => void;
}

interface PageCursor {
  /** From 0. */
  readonly page: number;
  /** What the page begins after: null for the first page; undefined while it is being found out. */
  readonly after: string | null | undefined;
  /** To be told each page that arrives: where it ends, the next one begins. */
  readonly noteList: (list: ListEnd) => void;
}

/**
 * Numbered pages over a list that the server cuts by cursors. Going on from page to page costs nothing more; a page that is opened by its
 * address alone (`?page=7`) is found by walking there in the largest steps that the server allows, asking for cursors only.
 */
export function usePageCursor({ search, listKey, endOf, onPastEnd }: PageCursorOptions): PageCursor {
  const page = Math.max(0, search.page - 1);
  const key = `${listKey} ${search.size}`;
  const [known, setKnown] = useState({ key, cursors: firstPage });
  const cursors = known.key === key ? known.cursors : firstPage;
  const after = cursors.get(page);
  const [attempt, setAttempt] = useState(0);

  const latest = useRef({ cursors, endOf, onPastEnd });
  latest.current = { cursors, endOf, onPastEnd };

  useEffect(() => {
    if (after !== undefined) return;
    let wanted = true;
    let retry: ReturnType<typeof setTimeout> | undefined;
    walk(latest.current.cursors, page, search.size, latest.current.endOf).then(
      (found) => {
        if (!wanted) return;
        if (found === null) latest.current.onPastEnd();
        else setKnown({ key, cursors: found });
      },
      () => {
        if (wanted) retry = setTimeout(() => setAttempt(attempt + 1), retryAfterMs);
      },
    );
    return () => {
      wanted = false;
      clearTimeout(retry);
    };
  }, [after, key, page, search.size, attempt]);

  const noteList = useCallback(
    ({ pageInfo: { endCursor, hasNextPage }, nodes }: ListEnd) => {
      if (nodes.length === 0 && page > 0) latest.current.onPastEnd();
      if (!hasNextPage) return;
      setKnown((before) => {
        const cursors = before.key === key ? before.cursors : firstPage;
        return cursors.get(page + 1) === endCursor
          ? before
          : { key, cursors: new Map(cursors).set(page + 1, endCursor) };
      });
    },
    [key, page],
  );
  return { page, after, noteList };
}

type Cursors = ReadonlyMap<number, string | null>;
const firstPage: Cursors = new Map([[0, null]]);

/** Cursors up to `page`, or null where the list ends before it. */
export async function walk(
  known: Cursors,
  page: number,
  pageSize: number,
  endOf: PageCursorOptions["endOf"],
): Promise<Cursors | null> {
  const pagesPerStep = Math.max(1, Math.floor(firstMax / pageSize));
  const cursors = new Map(known);
  let at = Math.max(...[...known.keys()].filter((one) => one <= page));
  while (at < page) {
    const step = Math.min(pagesPerStep, page - at);
    const end = await endOf(step * pageSize, cursors.get(at) ?? null);
    if (!end?.hasNextPage) return null;
    at += step;
    cursors.set(at, end.endCursor);
  }
  return cursors;
}
