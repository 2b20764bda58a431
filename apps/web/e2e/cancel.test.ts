import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("an operation that waits says why, and is undone by a button that says what it takes back", async ({
  page,
  product,
}) => {
  test.skip(product.laboratory === null, "needs a cluster whose kubelet defers resizes");
  const name = "called-off";
  await product.api.createPod({ namespace, name });
  await product.api.untilPodIs({ namespace, name }, "RUNNING");
  await product.laboratory?.setBehaviour(namespace, name, "resize-deferred");
  await product.api.resizePod({ namespace, name, cpu: "3" });

  await page.goto(`/pods/${namespace}/${name}`);
  await expect(page.getByText(/the server defers it/).first()).toBeVisible();
  await screen.button(page, "Undo this operation").first().click();
  const undone = screen.dialog(page).getByRole("list", { name: "Steps that are undone" });
  await expect(undone.getByRole("listitem")).toHaveText([
    "Resize CPU and RAM in place",
    "Change the image",
    "Reserve the larger of old and new in the ledger",
  ]);
  await screen.button(screen.dialog(page), "Undo operation").click();
  await expect(page.getByText(/cancelled by/).first()).toBeVisible();
  await expect(screen.button(page, "Undo this operation")).toHaveCount(0);
});
