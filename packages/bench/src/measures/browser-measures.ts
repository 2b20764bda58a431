import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Locator, Page } from "@playwright/test";
import type { Product } from "@resource-manager/product/start-product";
import { podName, serverName } from "../clusters/fill.ts";
import { Cordons } from "../load/cordons.ts";
import { quantile } from "../statistics.ts";
import { type MainThread, watchMainThread } from "./main-thread.ts";

const EVENTS_PER_S = 100;
/** Before the heap is looked at: what is only begun has grown then. */
const SETTLED_MS = 5_000;
/** How long a view is watched while things change. */
const WATCHED_MS = 15_000;
const STATUS_CHANGES = 20;
/** What still loads when a view is usable has no part in what is measured next. */
const LOADED_MS = 2_000;

/** The views, each with what is there once it can be used: the first of its data. */
export const views = [
  { name: "dashboard", path: "/", shows: (page) => page.getByRole("meter", { name: "GPUs" }) },
  { name: "servers", path: "/servers", shows: (page) => row(page, serverName(0)) },
  { name: "map", path: "/servers?view=map&tiles=small", shows: (page) => tile(page, serverName(0)) },
  { name: "pods", path: "/pods", shows: (page) => row(page, podName(0)) },
  { name: "monitor", path: "/monitor", shows: (page) => page.getByRole("figure", { name: /over time/ }) },
  { name: "consistency", path: "/consistency", shows: (page) => page.getByText(/^Compared/) },
  { name: "operations", path: "/operations", shows: (page) => page.getByText(podName(0)) },
] as const satisfies readonly View[];

interface View {
  readonly name: string;
  readonly path: string;
  readonly shows: (page: Page) => Locator;
}

export type ViewName = (typeof views)[number]["name"];

/** What a browser meets at one product. */
export interface BrowserReading {
  /** From opening the address until the first of the data is there, by the clock and by the main thread's time. */
  readonly opened: Readonly<Record<ViewName, { readonly ms: number; readonly cpuMs: number }>>;
  /** From the last key of a filter until the list shows what it lets through, and the page meanwhile. */
  readonly filterMs: number;
  readonly typing: MainThread;
  /** From the cluster's answer to a change of a server's status until the list says so, while 100 others change in a second. */
  readonly statusMsP95: number;
  readonly liveList: MainThread;
  /** The map in such a time, and what the tab's heap is larger by after it, both after a collection. */
  readonly liveMap: MainThread;
  readonly grownMib: number;
}

/** One visit by a fresh browser context. */
export async function readBrowser(browser: Browser, product: Product, servers: number): Promise<BrowserReading> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
  await using cordons = await Cordons.open(product.kubeconfigPath, servers);
  try {
    const page = await context.newPage();
    const visit = { browser, page, cordons };
    const opened: Partial<Record<ViewName, { ms: number; cpuMs: number }>> = {};
    for (const view of views) opened[view.name] = await open(browser, page, product.url, view);
    await page.goto(`${product.url}/pods`);
    const typed = await typeFilter(visit);
    await page.goto(`${product.url}/servers`);
    const list = await watchList(visit);
    await page.goto(`${product.url}/servers?view=map&tiles=small`);
    const map = await watchMap(visit);
    return { opened: opened as BrowserReading["opened"], ...typed, ...list, ...map };
  } finally {
    await context.close();
  }
}

interface Visit {
  readonly browser: Browser;
  readonly page: Page;
  readonly cordons: Cordons;
}

async function open(browser: Browser, page: Page, url: string, { path, shows }: View) {
  let ms = 0;
  const { cpuMs } = await watchMainThread(browser, page, async () => {
    const begun = performance.now();
    await page.goto(url + path, { waitUntil: "commit" });
    await shows(page).first().waitFor({ timeout: 120_000 });
    ms = performance.now() - begun;
  });
  return { ms, cpuMs };
}

async function typeFilter({ browser, page }: Visit) {
  await row(page, podName(0)).waitFor();
  await delay(LOADED_MS);
  const field = page.getByRole("searchbox", { name: "Search pods" });
  let filterMs = 0;
  const typing = await watchMainThread(browser, page, async () => {
    await field.pressSequentially(podName(40).slice(0, -1), { delay: 60 });
    const begun = performance.now();
    await row(page, podName(0)).waitFor({ state: "hidden", timeout: 60_000 });
    await row(page, podName(40)).waitFor({ timeout: 60_000 });
    filterMs = performance.now() - begun;
  });
  return { filterMs, typing };
}

async function watchList({ browser, page, cordons }: Visit) {
  await row(page, serverName(0)).waitFor();
  await delay(LOADED_MS);
  const samples: number[] = [];
  const liveList = await watchMainThread(browser, page, () =>
    cordons.during(EVENTS_PER_S, async () => {
      for (let i = 0; i < STATUS_CHANGES; i++) samples.push(await changeStatus(page, cordons, i % 2 === 0));
    }),
  );
  return { statusMsP95: quantile(samples, 0.95), liveList };
}

/** The page itself notes when it shows it: both are processes of one machine, with one clock. */
async function changeStatus(page: Page, cordons: Cordons, cordoned: boolean): Promise<number> {
  const shown = page.evaluate<number>(noteWhenShown(serverName(0), cordoned ? "Cordoned" : "Ready"));
  await cordons.set(0, cordoned);
  const taken = performance.timeOrigin + performance.now();
  return Math.max(0, (await shown) - taken);
}

/** Text of what runs in the page: the time at which a row with these words is on the screen, with the frame after it came. */
function noteWhenShown(...words: readonly string[]): string {
  return `new Promise((resolve) => {
    const isShown = ({ textContent }) => ${JSON.stringify(words)}.every((word) => textContent.includes(word));
    const observer = new MutationObserver(() => {
      if (![...document.querySelectorAll('[role="row"]')].some(isShown)) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  })`;
}

async function watchMap({ browser, page, cordons }: Visit) {
  await tile(page, serverName(0)).waitFor();
  const session = await page.context().newCDPSession(page);
  const heapMib = async (): Promise<number> => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize / 2 ** 20;
  };
  let grownMib = 0;
  let liveMap: MainThread | undefined;
  await cordons.during(EVENTS_PER_S, async () => {
    await delay(SETTLED_MS);
    const before = await heapMib();
    liveMap = await watchMainThread(browser, page, () => delay(WATCHED_MS));
    grownMib = Math.max(0, (await heapMib()) - before);
  });
  if (!liveMap) throw new Error("the map was not watched");
  return { liveMap, grownMib };
}

function row(page: Page, name: string): Locator {
  return page.getByRole("row", { name: new RegExp(name) }).first();
}

function tile(page: Page, name: string): Locator {
  return page.getByRole("button", { name: new RegExp(`^${name} `) });
}
