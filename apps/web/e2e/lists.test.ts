import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("a list's page, filter and order are in its address: shared, gone back to, and live; what it shortens is told in full where one points", async ({
  page,
  product,
}) => {
  for (let i = 0; i < 27; i++) await product.api.createPod({ namespace, name: `listed-${String(i).padStart(2, "0")}` });
  const grid = page.getByRole("grid", { name: "Pods" });

  await page.goto(`/pods?namespace=${namespace}&sort=NAME&dir=ASC&size=25&page=2`);
  await expect(screen.row(grid, /^Select row listed-26/)).toBeVisible();
  await expect(screen.row(grid, /^Select row listed-24/)).toHaveCount(0);

  await screen.button(page, "Go to previous page").click();
  await expect(screen.row(grid, /^Select row listed-00/)).toBeVisible();
  await expect(screen.row(grid, /^Select row listed-26/)).toHaveCount(0);
  await screen.button(page, "Go to next page").click();
  await expect(page).toHaveURL(/page=2/);
  await expect(screen.row(grid, /^Select row listed-25/)).toBeVisible();
  await page.goBack();
  await expect(screen.row(grid, /^Select row listed-00/)).toBeVisible();

  await page.getByRole("columnheader", { name: /^Name\b/ }).click();
  await expect(page).toHaveURL(/dir=DESC/);
  await expect(screen.row(grid, /^Select row listed-26/)).toBeVisible();

  const search = page.getByRole("searchbox", { name: "Search pods" });
  await search.fill("listed-13");
  await expect(page).toHaveURL(/q=listed-13/);
  await expect(screen.row(grid, /^Select row listed-/)).toHaveCount(1);
  await screen
    .row(grid, /listed-13/)
    .getByRole("time")
    .hover();
  await expect(page.getByRole("tooltip")).toHaveText(/\d{4}/);
  // In the search box, Escape would empty it, too.
  await search.blur();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await product.api.deletePod({ namespace, name: "listed-13" });
  await expect(grid).toContainText("No pod matches");
});
