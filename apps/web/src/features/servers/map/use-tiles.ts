"use client";
import { useApolloClient } from "@apollo/client/react";
import { startTransition, useEffect, useState } from "react";
import { asyncScheduler, concat, map, of, filter as only, tap, throttleTime, throwError } from "rxjs";
import { type ServerFilter, type ServerTileFragment, ServerTilesDocument } from "@/gql/graphql";
import { follow } from "@/lib/live/follow";
import { sameTile } from "./same-tile";
import { type RowsMessage, TileStore } from "./tile-store";

/** So often the map is drawn again, at most: the first change at once, those within that time together. */
const gatherMs = 250;

/** By GPU model, then by name: servers that are alike stand together. */
function byModel(a: ServerTileFragment, b: ServerTileFragment): number {
  return inOrder(a.gpuModel ?? "~", b.gpuModel ?? "~") || inOrder(a.name, b.name);
}

/** By code points: names of servers are plain, and there are thousands to be sorted. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Every server of a filter, kept up to date by what changed and nothing else: at thousands of servers, a page that is loaded again at each
 * change would never come to rest. Null: not there yet. In pieces that stay the same while nothing in them changes.
 */
export function useTiles(filter: ServerFilter): readonly (readonly ServerTileFragment[])[] | null {
  const client = useApolloClient();
  const [chunks, setChunks] = useState<readonly (readonly ServerTileFragment[])[] | null>(null);
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filter
  useEffect(() => {
    const store = new TileStore(byModel, sameTile);
    const gathered: RowsMessage<ServerTileFragment>[] = [];
    setChunks(null);
    const changes = client
      .subscribe({ query: ServerTilesDocument, variables: { filter }, fetchPolicy: "no-cache" })
      .pipe(
        map(({ data, error }) => {
          if (error) throw error;
          return data?.serversChanged;
        }),
      );
    const following = follow({
      load: () => of(null), // each subscription begins with everything
      changes: () =>
        concat(
          changes,
          throwError(() => new Error("The server ended a feed that has no end.")),
        ).pipe(
          only((change) => change !== undefined),
          tap(({ reset, removed, servers }) => gathered.push({ reset, removed, rows: servers })),
          throttleTime(gatherMs, asyncScheduler, { leading: true, trailing: true }),
          map(() => {
            const next = store.take(gathered.splice(0));
            startTransition(() => setChunks(next));
          }),
        ),
    }).subscribe();
    return () => following.unsubscribe();
  }, [client, key]);
  return chunks;
}
