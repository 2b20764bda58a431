import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import type { Product } from "@resource-manager/product/start-product";
import { serverName } from "../clusters/fill.ts";
import { RawClient } from "../load/raw-client.ts";

const EVENTS_PER_S = 100;
/** How long a view is watched while things change. */
const WATCHED_MS = 15_000;

/** What a browser meets at one product. */
export interface BrowserReading {
  /** From opening the address until the first row, or tile, of the data is there. */
  readonly podsMs: number;
  readonly mapMs: number;
  /** From the last key of a filter until the list shows what it lets through. */
  readonly filterMs: number;
  /** While a filter is typed, and while 100 servers change in a second: the longest task, in which the page answers nobody. */
  readonly typingTaskMs: number;
  readonly liveTaskMs: number;
  /** What the tab's heap is larger by after that, both after a collection. */
  readonly grownMib: number;
}

/** One visit by a fresh browser context. */
export async function readBrowser(browser: Browser, product: Product, servers: number): Promise<BrowserReading> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    const podsMs = await opened(page, `${product.url}/pods`, () => page.getByRole("row", { name: /pod-0/ }).first());
    const typing = await typeFilter(browser, page);
    const mapMs = await opened(page, `${product.url}/servers?view=map&tiles=small`, () =>
      page.getByRole("button", { name: new RegExp(`^${serverName(0)} `) }),
    );
    const live = await watchLive(browser, page, product, servers);
    return { podsMs, mapMs, ...typing, ...live };
  } finally {
    await context.close();
  }
}

async function opened(page: Page, url: string, shown: () => ReturnType<Page["getByRole"]>): Promise<number> {
  const begun = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await shown().waitFor({ timeout: 120_000 });
  return performance.now() - begun;
}

async function typeFilter(browser: Browser, page: Page) {
  await delay(2_000); // what still loads has no part in it
  const field = page.getByRole("searchbox", { name: "Search pods" });
  let filterMs = 0;
  const typingTaskMs = await longestTaskMs(browser, page, async () => {
    await field.pressSequentially("pod-00004", { delay: 60 });
    const begun = performance.now();
    await page.getByRole("row", { name: /pod-000050/ }).waitFor({ state: "hidden", timeout: 60_000 });
    await page.getByRole("row", { name: /pod-000040/ }).waitFor({ timeout: 60_000 });
    filterMs = performance.now() - begun;
  });
  return { filterMs, typingTaskMs };
}

/** Servers are cordoned and uncordoned, so that each event changes what is shown. */
async function watchLive(browser: Browser, page: Page, product: Product, servers: number) {
  const client = await RawClient.open(product.kubeconfigPath);
  const session = await page.context().newCDPSession(page);
  const heapMib = async (): Promise<number> => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize / 2 ** 20;
  };
  const cordon = (i: number, cordoned: boolean) =>
    client.send("PATCH", `/api/v1/nodes/${serverName(i % servers)}`, unschedulable(cordoned));
  await delay(2_000);
  const before = await heapMib();
  let sent = 0;
  const liveTaskMs = await longestTaskMs(browser, page, async () => {
    for (const end = performance.now() + WATCHED_MS; performance.now() < end; sent++) {
      void cordon(sent, Math.floor(sent / servers) % 2 === 0).catch(() => undefined);
      await delay(1_000 / EVENTS_PER_S);
    }
  });
  const grownMib = Math.max(0, (await heapMib()) - before);
  for (let i = 0; i < Math.min(servers, sent); i++) await cordon(i, false);
  await client.close();
  return { liveTaskMs, grownMib };
}

function unschedulable(cordoned: boolean): string {
  return JSON.stringify({ spec: { unschedulable: cordoned ? true : null } });
}

/** What takes longer, a browser calls a long task; here by the processor's time, so that what else the machine does is no part of it. */
async function longestTaskMs(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = new Set(traceEvents.filter(isMainThread).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && main.has(threadOf(event)));
  if (tasks.length === 0) throw new Error("the browser traced no task");
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1_000;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

function isMainThread({ name, args }: TraceEvent): boolean {
  return name === "thread_name" && args?.name === "CrRendererMain";
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`;
}
