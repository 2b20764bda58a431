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

  // The editor shows the tab's text a moment before it knows the name of the operation in it, and asks for the one before till then.
  const execute = async (text: string) => {
    await expect(editor).toContainText(text);
    await expect(async () => {
      await screen.button(page, /^Execute query/).click();
      await expect(result).toContainText(text, { timeout: 3_000 });
    }).toPass();
  };

  await page.getByRole("tab", { name: "Capacity" }).click();
  await execute("gpusByModel");

  await page.getByRole("tab", { name: "PodsAsTheyChange" }).click();
  await execute("podsChanged");
  await product.api.createPod({ namespace, name: "seen-live" });
  await expect(result).toContainText("seen-live");
  await screen.button(page, /^Stop query/).click();

  expect(elsewhere).toEqual([]);
});
