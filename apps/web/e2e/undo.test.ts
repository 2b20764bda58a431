import { expect, namespace, test } from "./product";
import { screen } from "./screen";

test("a deletion is undone from its message, and a create on the operations page, each after it said what that does", async ({
  page,
  product,
}) => {
  const pod = { namespace, name: "taken-back" };
  await product.api.createPod(pod);
  await product.api.untilPodIs(pod, "RUNNING");
  await page.goto(`/pods/${namespace}/${pod.name}`);
  await screen.button(page, "Delete").click();
  await screen.button(screen.dialog(page), `Delete ${pod.name}`).click();
  await screen.button(page, /^Undo$/).click();
  // As soon as the deletion is done.
  await expect(screen.dialog(page)).toContainText("is made anew as it was wished");
  await expect(screen.row(screen.dialog(page), /image/)).toContainText("registry.local/app:1");
  await screen.button(screen.dialog(page), "Undo operation").click();
  await product.api.untilPodIs(pod, "RUNNING");

  await page.goto("/operations");
  await screen.button(page, new RegExp(`Delete ${namespace}/${pod.name}`)).click();
  await expect(page.getByText(/Cannot be undone: it was undone before/)).toBeVisible();
  await screen
    .button(page, new RegExp(`Create ${namespace}/${pod.name}`))
    .first()
    .click();
  await screen.button(page, "Undo this operation").click();
  await expect(screen.dialog(page)).toContainText("is deleted: its processes");
  await screen.button(screen.dialog(page), "Undo operation").click();
  await expect(screen.dialog(page)).toHaveCount(0);
  await expect(screen.button(page, new RegExp(`Delete ${namespace}/${pod.name}`))).toHaveCount(2);
});
