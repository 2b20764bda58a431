/** Where an arrow key goes from tile `index` of `count`, in rows of `columns`; null: another key, or nowhere to go. */
export function tileAfterKey(key: string, index: number, count: number, columns: number): number | null {
  const next = {
    ArrowRight: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: count - 1,
  }[key];
  return next === undefined || next < 0 || next >= count || next === index ? null : next;
}

/** How many tiles stand in the first row. */
export function columnsOf(tiles: readonly HTMLElement[]): number {
  const top = tiles[0]?.getBoundingClientRect().top;
  const below = tiles.findIndex((tile) => tile.getBoundingClientRect().top !== top);
  return below === -1 ? tiles.length : below;
}
