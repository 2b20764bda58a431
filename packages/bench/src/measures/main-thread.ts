import type { Browser, Page } from "@playwright/test";

/** What a browser calls a long task begins here. */
export const LONG_TASK_MS = 50;

/** What a page's main thread did. A task is what it does in one go, in which it answers nobody. */
export interface MainThread {
  /** Of the longest task: by the processor's time, so that what else the machine does is no part of it, and by the clock. */
  readonly longestCpuMs: number;
  readonly longestMs: number;
  /** Of all tasks. */
  readonly cpuMs: number;
}

export async function watchMainThread(browser: Browser, page: Page, work: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = new Set(traceEvents.filter(isMainThread).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && main.has(threadOf(event)));
  if (tasks.length === 0) throw new Error("the browser traced no task");
  return {
    longestCpuMs: tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1_000,
    longestMs: tasks.reduce((longest, { dur = 0 }) => Math.max(longest, dur), 0) / 1_000,
    cpuMs: tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the clock. */
  readonly dur?: number;
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
