import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { startProduct } from "@resource-manager/product/start-product";
import type { Bench, BenchContext, Row } from "../bench.ts";
import { type ClusterSize, scaled, sizeText } from "../clusters/fill.ts";
import { makeLargeProduct, untilShown } from "../clusters/large-product.ts";
import { inTurns } from "../in-turns.ts";
import { type BrowserReading, readBrowser, views } from "../measures/browser-measures.ts";
import { askLists, listQueries, recordLists } from "../measures/list-queries.ts";
import { LONG_TASK_MS, type MainThread } from "../measures/main-thread.ts";
import { systemLoad } from "../system-load.ts";

const FULL: ClusterSize = { servers: 5_000, pods: 100_000 };
const QUICK: ClusterSize = { servers: 100, pods: 1_000 };
const SMALL: ClusterSize = { servers: 50, pods: 1_000 };
const REPEATS = 3;

/** A status change on the screen. */
const SHOWN_WITHIN_MS = 1_000;

const LINES: readonly {
  what: string;
  unit: Row["unit"];
  of: (reading: BrowserReading) => number;
  goal?: Row["goal"];
}[] = [
  ...views.flatMap(({ name }) => [
    { what: `${name}: opened and usable`, unit: "ms" as const, of: ({ opened }: BrowserReading) => opened[name].ms },
    {
      what: `${name}: main thread's processor time for it`,
      unit: "ms" as const,
      of: ({ opened }: BrowserReading) => opened[name].cpuMs,
    },
  ]),
  { what: "pods: the list after the last key of a filter", unit: "ms", of: ({ filterMs }) => filterMs },
  ...longest("while a filter is typed", ({ typing }) => typing),
  {
    what: "a server's status on the screen, p95, 100 others changing a second",
    unit: "ms",
    of: ({ statusMsP95 }) => statusMsP95,
    goal: { max: SHOWN_WITHIN_MS },
  },
  ...longest("on the list of servers, 100 changing a second", ({ liveList }) => liveList),
  ...longest("on the map, 100 servers changing a second", ({ liveMap }) => liveMap),
  { what: "map: heap grown by in that time", unit: "MiB", of: ({ grownMib }) => grownMib },
];

function longest(when: string, of: (reading: BrowserReading) => MainThread): typeof LINES {
  const goal = { max: LONG_TASK_MS };
  return [
    { what: `longest task ${when}, processor time`, unit: "ms", of: (reading) => of(reading).longestCpuMs, goal },
    { what: `longest task ${when}`, unit: "ms", of: (reading) => of(reading).longestMs },
  ];
}

/** Whether a browser notices how large the data centre is. */
export const webApp: Bench = {
  name: "web-app",
  title: "the web app in a browser at the full size (ours) beside itself at 50 servers (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const size = scaled(quick ? QUICK : FULL, pods);
    tell(`ours: ${sizeText(size)}; theirs: ${sizeText(SMALL)}`);
    const folder = await mkdtemp(join(tmpdir(), "resource-manager-bench-"));
    try {
      return await measure(size, repeats ?? (quick ? 1 : REPEATS), folder, tell);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(size: ClusterSize, repeats: number, folder: string, tell: BenchContext["tell"]): Promise<Row[]> {
  const [largeDir, smallDir] = [join(folder, "large"), join(folder, "small")];
  tell(`filling one with ${sizeText(SMALL)}`);
  await makeLargeProduct(smallDir, SMALL);
  tell(`filling one with ${sizeText(size)}`);
  await makeLargeProduct(largeDir, size);
  await using large = await startProduct({ dataDir: largeDir, demo: false });
  await using small = await startProduct({ dataDir: smallDir, demo: false });
  await untilShown(large, size);
  await untilShown(small, SMALL);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    tell("visiting both in turns");
    const visits = await inTurns(
      repeats,
      () => readBrowser(browser, large, size.servers),
      () => readBrowser(browser, small, SMALL.servers),
    );
    const load = systemLoad();
    tell("asking both for lists in turns");
    const sent = await recordLists(browser, large);
    const lists = await inTurns(
      repeats,
      () => askLists(large, sent),
      () => askLists(small, sent),
    );
    return [
      ...LINES.map(({ what, unit, of, goal }) => ({
        what,
        unit,
        ours: visits.ours.map(of),
        theirs: visits.theirs.map(of),
        ...(goal && { goal }),
        load,
      })),
      ...listQueries.map(({ name }) => ({
        what: `query: ${name}`,
        unit: "ms" as const,
        ours: lists.ours.flatMap((times) => times.get(name) ?? []),
        theirs: lists.theirs.flatMap((times) => times.get(name) ?? []),
        load: systemLoad(),
      })),
    ];
  } finally {
    await browser.close();
  }
}
