import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProduct } from "@resource-manager/product/start-product";
import { faultsInBothThemes } from "./axe";
import { expect, test } from "./product";
import { screen } from "./screen";

test("where there is no demo, there is nothing to break", async ({ page }) => {
  await page.goto("/chaos");
  await expect(page.getByRole("heading", { name: "There is no such page", level: 1 })).toBeVisible();
  await expect(screen.link(page, "Chaos")).toHaveCount(0);
});

test("the demo's cluster is broken by a button, and what the product makes of it stands beside it", async ({
  page,
}) => {
  test.skip(
    Boolean(process.env.E2E_KUBECONFIG ?? process.env.BASE_URL),
    "only the embedded demo is anybody's to break",
  );
  const dataDir = await mkdtemp(join(tmpdir(), "resource-manager-chaos-"));
  try {
    await using demo = await startProduct({ dataDir, demo: true });
    await demo.untilApiReady();
    await page.goto(demo.url);
    await expect(screen.link(page, "Chaos")).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Command palette" }).getByRole("option", { name: "Chaos" }).click();
    await expect(page.getByRole("region", { name: "Operations" }).getByRole("button").first()).toBeVisible();
    expect(await faultsInBothThemes(page)).toEqual([]);

    await screen.button(page, "Delete a pod behind our back").click();
    await expect(page.getByRole("log", { name: "What was done" })).toContainText("was deleted");
    await expect(page.getByRole("list", { name: "Findings" })).toContainText("the cluster");

    await screen.button(page, "Cut the API server").click();
    await expect(screen.freshness(page)).toContainText("Stale since");
    await expect(screen.freshness(page)).toBeEmpty();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
