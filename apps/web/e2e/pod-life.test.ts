import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("a pod's page tells its life, what it waits for, and gives it as text to copy", async ({
  page,
  product,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const absent = product.laboratory?.failingImage() ?? "registry.local/absent:1";
  await product.api.createPod({ namespace, name: "told", gpus: 1 });
  await product.api.untilPodIs({ namespace, name: "told" }, "RUNNING");
  await page.goto(`/pods/${namespace}/told`);
  const life = page.getByRole("list", { name: "Its life" }).getByRole("listitem");
  for (const moment of ["Asked for", "Room reserved in the ledger", "Bound to its server", "Running and ready"]) {
    await expect(life.filter({ hasText: moment })).toHaveCount(1);
  }

  await expect(page.getByRole("region", { name: "As GraphQL" })).toContainText('name: "told"');
  await screen.button(page, "YAML").click();
  const yaml = page.getByRole("region", { name: "As YAML" });
  await expect(yaml).toContainText("kind: Pod");
  await screen.button(page, "Copy").click();
  await expect(page.getByText("The object copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("name: told");

  await product.api.createPod({ namespace, name: "waits", image: absent });
  await page.goto(`/pods/${namespace}/waits`);
  await expect(life.filter({ hasText: "Image pulled, container started" })).toContainText("Waits: ");
  await expect(life.filter({ hasText: "Running and ready" })).toBeVisible();
});
