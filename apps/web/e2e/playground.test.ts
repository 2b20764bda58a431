import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("a query and a live subscription, with nothing from elsewhere", async ({ page, product }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(product.url)) elsewhere.push(request.url());
  });
  await page.goto("/playground");
  const editor = page.getByRole("region", { name: "Operation Editor" });
  const result = page.getByRole("region", { name: /result/i });

  await page.getByRole("tab", { name: "Capacity" }).click();
  await expect(editor).toContainText("gpusByModel"); // before the editor is there, Execute does nothing
  await screen.button(page, /^Execute query/).click();
  await expect(result).toContainText("gpusByModel");

  await page.getByRole("tab", { name: "PodsAsTheyChange" }).click();
  await expect(editor).toContainText("podsChanged");
  await screen.button(page, /^Execute query/).click();
  await expect(result).toContainText("podsChanged");
  await product.api.createPod({ namespace, name: "seen-live" });
  await expect(result).toContainText("seen-live");
  await screen.button(page, /^Stop query/).click();

  expect(elsewhere).toEqual([]);
});
