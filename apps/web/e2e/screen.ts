import type { Locator, Page } from "@playwright/test";

/** Places on the screen, by the roles and names that people and screen readers find them by. */
export const screen = {
  /** `Freshness`: empty while what is shown is live. */
  freshness: (page: Page) => page.getByRole("status", { name: "Freshness" }),
  podStatus: (page: Page) => page.getByRole("status", { name: "Pod status" }),
  /** The bar of one resource; its text says its parts. */
  meter: (page: Page, resource: string) => page.getByRole("meter", { name: resource }),
  dialog: (page: Page) => page.getByRole("dialog"),
  preview: (page: Page) => page.getByRole("dialog").getByRole("region", { name: "Preview" }),
  field: (page: Page, name: string) => page.getByRole("dialog").getByRole("textbox", { name, exact: true }),
  button: (within: Page | Locator, name: string | RegExp) => within.getByRole("button", { name }),
  /** A row of the only grid or table with these words. */
  row: (within: Page | Locator, words: string | RegExp) => within.getByRole("row", { name: words }),
  link: (within: Page | Locator, name: string) => within.getByRole("link", { name, exact: true }),
};

/** Fills the create dialog as a person does who knows what they want. */
export async function fillPod(
  page: Page,
  pod: { name: string; image?: string; namespace: string; gpus?: string },
): Promise<void> {
  await screen.field(page, "Name").fill(pod.name);
  await page.getByRole("dialog").getByRole("combobox", { name: "Namespace" }).click();
  await page.getByRole("option", { name: pod.namespace }).click();
  await screen.field(page, "Image").fill(pod.image ?? "registry.local/train:1");
  if (pod.gpus !== undefined) await screen.field(page, "GPUs").fill(pod.gpus);
}

/** What a reload would lose: set once, and still there as long as the page was never loaded anew. */
export async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { loadedOnce: true }));
}

export function wasNeverReloaded(page: Page): Promise<boolean> {
  return page.evaluate(() => "loadedOnce" in window);
}
