import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { startProduct } from "@resource-manager/product/start-product";
import type { Bench, BenchContext, Row } from "../bench.ts";
import { type ClusterSize, scaled, sizeText } from "../clusters/fill.ts";
import { makeLargeProduct, untilShown } from "../clusters/large-product.ts";
import { inTurns } from "../in-turns.ts";
import { type BrowserReading, readBrowser } from "../measures/browser-measures.ts";
import { systemLoad } from "../system-load.ts";

const FULL: ClusterSize = { servers: 5_000, pods: 100_000 };
const QUICK: ClusterSize = { servers: 100, pods: 1_000 };
const SMALL: ClusterSize = { servers: 50, pods: 1_000 };
const REPEATS = 3;

/** What a browser calls a long task begins here. */
const LONG_TASK_MS = 50;

const LINES: readonly { key: keyof BrowserReading; what: string; unit: Row["unit"]; goal?: Row["goal"] }[] = [
  { key: "podsMs", what: "pods: first row after opening the address", unit: "ms" },
  { key: "mapMs", what: "GPU map: first tile after opening the address", unit: "ms" },
  { key: "filterMs", what: "pods: the list after the last key of a filter", unit: "ms" },
  {
    key: "typingTaskMs",
    what: "processor time of the longest task while a filter is typed",
    unit: "ms",
    goal: { max: LONG_TASK_MS },
  },
  {
    key: "liveTaskMs",
    what: "processor time of the longest task on the map, 100 servers changing a second",
    unit: "ms",
    goal: { max: LONG_TASK_MS },
  },
  { key: "grownMib", what: "heap grown by in that time", unit: "MiB" },
];

/** Whether a browser notices how large the data centre is. */
export const webApp: Bench = {
  name: "web-app",
  title: "the web app in a browser at the full size (ours) beside itself at 50 servers (theirs)",
  async run({ quick, repeats, pods, tell }) {
    const size = scaled(quick ? QUICK : FULL, pods);
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
    const { ours, theirs } = await inTurns(
      repeats,
      () => readBrowser(browser, large, size.servers),
      () => readBrowser(browser, small, SMALL.servers),
    );
    const load = systemLoad();
    return LINES.map(({ key, what, unit, goal }) => ({
      what: `${what}, ${sizeText(size)}`,
      unit,
      ours: ours.map((reading) => reading[key]),
      theirs: theirs.map((reading) => reading[key]),
      ...(goal && { goal }),
      load,
    }));
  } finally {
    await browser.close();
  }
}
