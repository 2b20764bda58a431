import { faultsInBothThemes } from "./axe";
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
  await expect(screen.row(screen.dialog(page), /Image/)).toContainText("registry.local/app:1");
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
  await expect(screen.button(screen.dialog(page), "Undo operation")).toBeEnabled();
  expect(await faultsInBothThemes(page)).toEqual([]);
  await screen.button(screen.dialog(page), "Undo operation").click();
  await expect(screen.dialog(page)).toHaveCount(0);
  await expect(screen.button(page, new RegExp(`Delete ${namespace}/${pod.name}`))).toHaveCount(2);
});

test("what the cluster refused is asked for again: a pod by the same dialog, filled in, and a repair by a new plan", async ({
  page,
  product,
}) => {
  const { laboratory } = product;
  test.skip(laboratory === null, "the cluster is somebody else's");
  const pod = { namespace, name: "refused-once" };
  const told = new RegExp(`${namespace}/${pod.name}`);
  const quotas = `/api/v1/namespaces/${namespace}/resourcequotas`;
  const body = {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "no-pods" },
    spec: { hard: { pods: "0" } },
  };
  const refuse = async () => {
    await laboratory?.connection.request("POST", quotas, { body });
    // It counts once the cluster's quota controller has taken it up.
    await expect(async () => {
      const quota = await laboratory?.connection.request("GET", `${quotas}/no-pods`);
      expect(quota?.json).toMatchObject({ status: { hard: { pods: "0" } } });
    }).toPass({ timeout: 30_000 });
  };
  const admit = () => laboratory?.connection.request("DELETE", `${quotas}/no-pods`);

  await test.step("a pod", async () => {
    await refuse();
    await expect(product.api.createPod({ ...pod, gpus: 1 })).rejects.toThrow();
    await admit();
    await page.goto("/operations");
    await screen.button(page, told).first().click();
    await screen.button(page, "Ask for it again").click();
    await expect(screen.field(page, "Name")).toHaveValue(pod.name);
    await expect(screen.field(page, "GPUs")).toHaveValue("1");
    await expect(screen.field(page, "Image")).toHaveValue("registry.local/app:1");
    await screen.button(screen.dialog(page), "Create pod").click();
    await expect(page).toHaveURL(`/pods/${namespace}/${pod.name}`);
    await expect(screen.podStatus(page)).toHaveText("Running");
  });

  await test.step("a repair, refused though its dry run was not", async () => {
    await laboratory?.deletePod(namespace, pod.name, { force: true });
    await page.goto("/consistency");
    await screen.button(page.getByRole("article").filter({ hasText: told }), "Recreate").click();
    const repair = screen.button(screen.dialog(page), "Do 1 repair");
    await expect(repair).toBeEnabled();
    await refuse();
    await repair.click();
    const operations = await page.context().newPage();
    await operations.goto("/operations");
    await screen.button(operations, new RegExp(`Repair ${namespace}/${pod.name}`)).click();
    const again = screen.button(operations, "Heal again");
    await expect(again).toBeVisible();
    await admit();
    const anew = screen.button(screen.dialog(operations), "Do 1 repair");
    // A real API server goes on refusing for a moment after the quota is gone.
    await expect(async () => {
      await operations.keyboard.press("Escape");
      await again.click();
      await expect(anew).toBeEnabled({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    await anew.click();
    await expect(screen.dialog(operations)).toHaveCount(0);
    await product.api.untilPodIs(pod, "RUNNING");
  });
});
