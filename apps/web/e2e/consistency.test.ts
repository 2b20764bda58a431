import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("a pod deleted behind our back is found, explained and repaired", async ({ page, product }) => {
  const { laboratory } = product;
  test.skip(laboratory === null, "the cluster is somebody else's");
  await product.api.createPod({ namespace, name: "stolen" });
  await product.api.untilPodIs({ namespace, name: "stolen" }, "RUNNING");
  await page.goto("/consistency");
  await expect(page.getByRole("main")).toContainText("Ledger and cluster agree");

  await laboratory?.deletePod(namespace, "stolen", { force: true });
  const finding = page
    .getByRole("article")
    .filter({ has: page.getByRole("link", { name: `Pod ${namespace}/stolen` }) });
  await expect(finding).toContainText("Pod missing");

  await screen.button(finding, "Heal").click();
  await expect(screen.dialog(page).getByRole("list", { name: "Calls" }).getByRole("listitem").first()).toBeVisible();
  await screen.button(screen.dialog(page), "Do 1 repair").click();
  await expect(page.getByRole("main")).toContainText("Ledger and cluster agree");
});
