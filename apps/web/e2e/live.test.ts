import { expect, namespace, servers, test } from "./product";
import { fillPod, markPage, screen, wasNeverReloaded } from "./screen";

test("two browsers see each other's changes without a reload", async ({ browser, product }) => {
  const [ada, grace] = await Promise.all([browser.newContext(), browser.newContext()]);
  const [hers, theirs] = await Promise.all([ada.newPage(), grace.newPage()]);
  await Promise.all([hers.goto(`${product.url}/pods`), theirs.goto(`${product.url}/pods`)]);
  const grids = [hers, theirs].map((page) => page.getByRole("grid", { name: "Pods" }));
  for (const grid of grids) await expect(grid).toBeVisible();
  await markPage(theirs);

  await screen.button(hers, "Create pod").first().click();
  await fillPod(hers, { name: "from-ada", namespace, gpus: "1" });
  await screen.button(screen.dialog(hers), "Create pod").click();
  await expect(screen.row(theirs, /^Select row from-ada test-team Running/)).toBeVisible();

  await screen.link(theirs, "from-ada").click();
  await screen.button(theirs, "Delete").click();
  await screen.button(screen.dialog(theirs), "Delete from-ada").click();
  await expect(hers.getByRole("main")).toContainText("There is no pod test-team/from-ada");

  expect(await wasNeverReloaded(theirs)).toBe(true);
  await Promise.all([ada.close(), grace.close()]);
});

test("dashboard, server and list follow what a program does", async ({ browser, product }) => {
  const context = await browser.newContext();
  const [dashboard, server, pods] = await Promise.all([context.newPage(), context.newPage(), context.newPage()]);
  await dashboard.goto(`${product.url}/`);
  await server.goto(`${product.url}/servers/${servers.a100.name}`);
  await pods.goto(`${product.url}/pods?status=RUNNING&namespace=${namespace}`);
  await expect(pods.getByRole("grid", { name: "Pods" })).toContainText("No pod matches");
  const gpus = screen.meter(server, "GPUs");
  await expect(gpus).toHaveAttribute("aria-valuetext", /^Allocated 0, Available 4,/);
  const allocatedBefore = await allocatedGpus(dashboard);

  await product.api.createPod({ namespace, name: "by-program", gpus: 3, server: servers.a100.name });
  await expect(screen.row(pods, /^Select row by-program/)).toContainText("Running");
  await expect(gpus).toHaveAttribute("aria-valuetext", /^Allocated 3, Available 1,/);
  await expect.poll(() => allocatedGpus(dashboard)).toBe(allocatedBefore + 3);

  await product.api.deletePod({ namespace, name: "by-program" });
  await expect(pods.getByRole("grid", { name: "Pods" })).toContainText("No pod matches");
  await expect(gpus).toHaveAttribute("aria-valuetext", /^Allocated 0, Available 4,/);
  await context.close();
});

test("the API restarted in the middle: said, and live again by itself", async ({ page, product }) => {
  test.skip(product.restartApi === null, "the product was started by somebody else");
  await page.goto("/pods");
  await expect(page.getByRole("grid", { name: "Pods" })).toContainText("No pods yet");
  await expect(screen.freshness(page)).toBeEmpty();
  await markPage(page);

  const restarted = product.restartApi?.();
  await expect(screen.freshness(page)).toContainText("Stale since");
  await expect(screen.freshness(page)).toContainText("API does not answer");
  await restarted;
  await expect(screen.freshness(page)).toBeEmpty();

  await product.api.createPod({ namespace, name: "after-restart" });
  await expect(screen.row(page, /^Select row after-restart/)).toContainText("Running");
  expect(await wasNeverReloaded(page)).toBe(true);
});

async function allocatedGpus(page: import("@playwright/test").Page): Promise<number> {
  const text = await screen.meter(page, "GPUs").getAttribute("aria-valuetext");
  return Number(/^Allocated (\d+)/.exec(text ?? "")?.[1]);
}
