import { expect, namespace, servers, test } from "./product";
import { screen } from "./screen";

test("the command palette goes to pages, finds servers and pods, and acts, by keyboard alone", async ({
  page,
  product,
}) => {
  await product.api.createPod({ namespace, name: "sought", gpus: 1 });
  await page.goto("/");
  await expect(screen.meter(page, "GPUs")).toBeVisible();
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const field = palette.getByRole("combobox");

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("moni");
  await expect(palette.getByRole("option")).toHaveText([/^Monitor/]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/monitor");
  await expect(palette).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type(servers.a100.name);
  await expect(palette.getByRole("option", { name: new RegExp(`^${servers.a100.name}.*Ready`) })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/servers/${servers.a100.name}`);

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("sought");
  await palette.getByRole("option", { name: `${namespace}/sought` }).click();
  await expect(page).toHaveURL(`/pods/${namespace}/sought`);

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("nothing is called so");
  await expect(palette.getByRole("status")).toContainText("Nothing is called");
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("create p");
  await page.keyboard.press("Enter");
  await expect(screen.field(page, "Name")).toBeFocused();
});

test("keys lead to pages and to help, which turns them off; the theme is switched from the palette", async ({
  page,
}) => {
  await page.goto("/");
  await expect(screen.meter(page, "GPUs")).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL("/pods");
  const search = page.getByRole("searchbox", { name: "Search pods" });
  await expect(search).toBeVisible();
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("?");
  await expect(search).toHaveValue("?");
  await search.blur();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  await help.getByRole("switch").uncheck();
  await screen.button(help, "Close").click();
  await expect(help).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Go to, find, or do" })).toBeFocused();
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/pods/);
  await expect(page.locator("html")).toHaveClass(/dark/);
});
