import { readFile } from "node:fs/promises";
import { expect, namespace, servers, test } from "./product";
import { screen } from "./screen";

test("the map shows who has a server's GPUs, follows changes, goes by keyboard, and leads to the pod; the list is saved as CSV", async ({
  page,
  product,
}) => {
  const { name, gpus } = servers.a100;
  await page.goto(`/servers?q=${name}`);
  const download = page.waitForEvent("download");
  await screen.button(page, "CSV").click();
  const saved = await readFile(await (await download).path(), "utf8");
  expect(saved.split("\r\n")[0]).toMatch(/^name,GPU model,status,gpus available,gpus allocatable/);
  expect(saved.split("\r\n")[1]).toMatch(`${name},${servers.a100.gpuModel},Ready,${gpus},${gpus},`);

  await screen.button(page, "GPU map").click();
  await expect(page).toHaveURL(/view=map/);
  const map = page.getByRole("list", { name: "GPU map" });
  await expect(screen.button(map, `${name} Ready, ${gpus} GPUs: free ${gpus}`)).toBeVisible();
  await product.api.createPod({ namespace, name: "mapped", gpus: 3, server: name });
  const tile = screen.button(map, `${name} Ready, ${gpus} GPUs: test-team 3, free ${gpus - 3}`);
  await expect(tile).toBeVisible();
  await expect(page.getByRole("list", { name: "Legend" })).toContainText("test-team");

  await page.getByRole("searchbox", { name: "Search servers" }).fill("e2e-");
  const other = screen.button(map, new RegExp(`^${servers.h100.name}`));
  await expect(other).toBeVisible();
  await tile.focus();
  await page.keyboard.press("ArrowRight");
  await expect(other).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await screen.link(page.getByRole("dialog", { name }), `${namespace}/mapped`).click();
  await expect(page).toHaveURL(`/pods/${namespace}/mapped`);

  await page.goto("/servers?view=map");
  await screen.button(page, "Small").click();
  await expect(page).toHaveURL(/tiles=small/);
  await expect(tile).toBeVisible();
  await product.api.deletePod({ namespace, name: "mapped" });
  await expect(screen.button(map, `${name} Ready, ${gpus} GPUs: free ${gpus}`)).toBeVisible();
});
