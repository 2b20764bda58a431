import type { Browser } from "@playwright/test";
import type { Product } from "@resource-manager/product/start-product";
import { podName, serverName } from "../clusters/fill.ts";
import { views } from "./browser-measures.ts";

/** So often each is asked, with other words each time: no answer is one that the API remembers. */
const ASKED = 50;

/** A request as the web app sent it. */
interface Sent {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What people do with lists. `variables` differ with `i`. */
export const listQueries = [
  { name: "pods, a page", list: "PodsPage", variables: () => ({}) },
  { name: "pods, searched", list: "PodsPage", variables: (i) => ({ filter: { search: podName(i).slice(2) } }) },
  {
    name: "pods, by namespace and status, sorted by server",
    list: "PodsPage",
    variables: (i) => ({
      filter: { namespaces: ["test-team"], status: ["RUNNING"], search: `pod-${i % 10}` },
      orderBy: { field: "SERVER", direction: i % 2 === 0 ? "ASC" : "DESC" },
    }),
  },
  {
    name: "pods, searched for what is not there",
    list: "PodsPage",
    variables: (i) => ({ filter: { search: `none-${i}` }, orderBy: { field: "CREATED_AT", direction: "DESC" } }),
  },
  {
    name: "servers, searched, by what is available",
    list: "ServersPage",
    variables: (i) => ({
      filter: { search: serverName(i).slice(-2), availableGpus: 1 },
      orderBy: { field: "AVAILABLE_GPUS", direction: "DESC" },
    }),
  },
] as const satisfies readonly ListQuery[];

interface ListQuery {
  readonly name: string;
  readonly list: string;
  readonly variables: (i: number) => object;
}

/** The requests of the lists, as they leave the browser. */
export async function recordLists(browser: Browser, product: Product): Promise<ReadonlyMap<string, Sent>> {
  const page = await browser.newPage();
  const sent = new Map<string, Sent>();
  page.on("request", (request) => {
    const body = request.url().endsWith("/graphql") ? (request.postDataJSON() as Sent | null) : null;
    if (body) sent.set(body.operationName, body);
  });
  for (const { name, path, shows } of views) {
    if (name !== "pods" && name !== "servers") continue;
    await page.goto(product.url + path);
    await shows(page).waitFor({ timeout: 120_000 });
  }
  await page.close();
  return sent;
}

/** Milliseconds of each request, by the names of `listQueries`; the first of each is not counted: it makes what later ones use. */
export async function askLists(
  product: Product,
  sent: ReadonlyMap<string, Sent>,
): Promise<ReadonlyMap<string, number[]>> {
  const times = new Map<string, number[]>(listQueries.map(({ name }) => [name, []]));
  for (let i = 0; i <= ASKED; i++) {
    for (const { name, list, variables } of listQueries) {
      const recorded = sent.get(list);
      if (!recorded) throw new Error(`the web app did not ask for ${list}`);
      const ms = await ask(product, { ...recorded, variables: { ...recorded.variables, ...variables(i) } });
      if (i > 0) times.get(name)?.push(ms);
    }
  }
  return times;
}

async function ask(product: Product, body: Sent): Promise<number> {
  const begun = performance.now();
  const response = await fetch(`${product.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { errors?: unknown };
  const ms = performance.now() - begun;
  if (answer.errors !== undefined) throw new Error(`${body.operationName}: ${JSON.stringify(answer.errors)}`);
  return ms;
}
