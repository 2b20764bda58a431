import { readFile } from "node:fs/promises";
import { expect, namespace, servers, test } from "./product";
import { markPage, screen, wasNeverReloaded } from "./screen";

test("the monitor shows what was allocated, split and zoomed as its address says, and gives it as a table", async ({
  page,
  product,
}) => {
  await product.api.createPod({ namespace, name: "charted", gpus: 2 });
  await page.goto("/monitor?range=15m");
  const gpus = page.getByRole("figure", { name: "GPUs over time" });
  await expect(gpus).toContainText("Allocated");
  await markPage(page);

  await page.getByRole("combobox", { name: "Split by" }).click();
  await page.getByRole("option", { name: "Server" }).click();
  await expect(page).toHaveURL(/by=SERVER/);
  // A server's first point is there when its first minute is over.
  await expect(gpus).toContainText(servers.h100.name, { timeout: 90_000 });
  await page.goBack();
  await expect(gpus).toContainText("Allocated 2");

  await screen.button(page, "Zoom out").click();
  await expect(page).toHaveURL(/range=1h/);
  await screen.button(page, "Earlier").click();
  await expect(page).toHaveURL(/until=/);
  await screen.button(page, "Back to live").click();
  await expect(page).not.toHaveURL(/until=/);
  await expect(gpus).toContainText("Allocated 2");

  const plot = await gpus.boundingBox();
  if (!plot) throw new Error("the chart is not drawn");
  const at = (share: number) => [plot.x + plot.width * share, plot.y + plot.height / 3] as const;
  await page.mouse.move(...at(0.4));
  await page.mouse.down();
  await page.mouse.move(...at(0.5), { steps: 5 });
  await page.mouse.move(...at(0.8), { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*until=|until=.*from=/);
  await expect(screen.button(page, "Back to live")).toBeEnabled();
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
  expect(await wasNeverReloaded(page)).toBe(true);

  const downloading = page.waitForEvent("download");
  await screen.button(page, "Download CSV").click();
  const table = await readFile(await (await downloading).path(), "utf8");
  expect(table).toMatch(/^time,name,resource,allocatable,allocated,used\r\n/);
  expect(table).toContain(",everything,gpus,");
});

test("a server's bars tell what is used beside what is allocated, or why that is not known", async ({ page }) => {
  await page.goto(`/servers/${servers.h100.name}`);
  // The real control plane here has no metrics server.
  if (process.env.E2E_KUBECONFIG) await expect(page.getByText(/What is used is not known: .*metrics/)).toBeVisible();
  else await expect(screen.meter(page, "CPU")).toHaveAttribute("aria-valuetext", /Allocated .+, Used [\d.]+ cores?, /);
  await expect(screen.meter(page, "GPUs")).not.toHaveAttribute("aria-valuetext", /Used/);
});
