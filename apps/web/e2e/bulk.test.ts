import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("several pods are chosen, also by the address, and deleted with a result for each", async ({ page, product }) => {
  for (const name of ["many-1", "many-2", "kept"]) await product.api.createPod({ namespace, name });
  for (const name of ["many-1", "many-2"]) await product.api.untilPodIs({ namespace, name }, "RUNNING");
  await page.goto(`/pods?namespace=${namespace}`);
  const grid = page.getByRole("grid", { name: "Pods" });
  await screen
    .row(grid, /many-1/)
    .getByRole("checkbox")
    .check();
  await expect(page).toHaveURL(/selected=test-team\/many-1|selected=test-team%2Fmany-1/);

  await page.goto(`/pods?namespace=${namespace}&selected=${namespace}/many-1,${namespace}/many-2,${namespace}/absent`);
  const bar = page.getByRole("toolbar", { name: "Selected pods" });
  await expect(bar).toContainText("3 pods selected");
  await expect(screen.row(grid, /kept/).getByRole("checkbox")).not.toBeChecked();
  await screen.button(bar, "Delete").click();
  const results = screen.dialog(page).getByRole("list", { name: "Pods to delete" });
  await expect(results.getByRole("listitem").filter({ hasText: "absent" })).toContainText("Not deleted");
  await expect(screen.dialog(page).getByRole("status")).toContainText("This frees 2 cores, 2 GiB RAM");
  await screen.button(screen.dialog(page), "Delete 2 pods").click();
  await expect(results.getByRole("listitem").filter({ hasText: "Is being deleted" })).toHaveCount(2);
  await screen.button(screen.dialog(page), "Close").click();

  await expect(bar).toContainText("1 pod selected");
  await expect(screen.row(grid, /many-/)).toHaveCount(0);
  await expect(screen.row(grid, /kept/)).toBeVisible();
  await screen.button(bar, "Clear the selection").click();
  await expect(bar).toHaveCount(0);
});
