import { faultsInBothThemes } from "./axe";
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
  expect(await faultsInBothThemes(page)).toEqual([]);
  await screen.button(screen.dialog(page), "Do 1 repair").click();
  await expect(page.getByRole("main")).toContainText("Ledger and cluster agree");
});

test("an edit by hand is shown side by side with who did it, accepted with a reason, and looked at again", async ({
  page,
  product,
}) => {
  const { laboratory } = product;
  test.skip(laboratory === null, "the cluster is somebody else's");
  await product.api.createPod({ namespace, name: "edited" });
  await product.api.untilPodIs({ namespace, name: "edited" }, "RUNNING");
  await page.goto("/consistency");
  const pod = await laboratory?.getPod(namespace, "edited");
  const container = { ...pod?.spec.containers[0], image: "registry.local/other:9" };
  await laboratory?.editPodAs("mallory", namespace, "edited", { spec: { containers: [container] } });
  const finding = page
    .getByRole("article")
    .filter({ has: page.getByRole("link", { name: `Pod ${namespace}/edited` }) });
  await expect(finding.getByRole("row", { name: /image/ })).toContainText("registry.local/other:9");
  await expect(finding).toContainText("mallory wrote image last");

  await screen.button(finding, "Accept as it is").click();
  await screen.field(page, "Why it may stand").fill("a trial");
  expect(await faultsInBothThemes(page)).toEqual([]);
  await screen.button(screen.dialog(page), "Accept the finding").click();
  await expect(finding).toContainText("Accepted as it is");
  await expect(screen.button(page, "Heal all")).toBeDisabled();

  await screen.button(finding, "Look at it again").click();
  await screen.button(finding, "Heal").click();
  await screen.button(screen.dialog(page), "Do 1 repair").click();
  await expect(page.getByRole("main")).toContainText("Ledger and cluster agree");
  await page.getByRole("tab", { name: "History" }).click();
  await expect(page.getByRole("region", { name: "Passes" })).toContainText("Set it back");
  await expect(page.getByRole("region", { name: "Findings that ended or were accepted" })).toContainText("Repaired");
});

test("too many endings at once are stopped, and done when somebody confirms the plan", async ({ page, product }) => {
  const { laboratory } = product;
  test.skip(laboratory === null, "the cluster is somebody else's");
  const names = ["gone-1", "gone-2", "gone-3", "gone-4"];
  for (const name of names) await product.api.createPod({ namespace, name });
  for (const name of names) await product.api.untilPodIs({ namespace, name }, "RUNNING");
  for (const name of names) await laboratory?.deletePod(namespace, name, { force: true });
  await page.goto("/consistency?kind=POD_MISSING");
  await screen.button(page, "Heal all (4)").click();
  await expect(screen.dialog(page)).toContainText("The brake: it ends 4 pods");
  await screen.button(screen.dialog(page), "Confirm and do 4 repairs").click();
  await expect(page.getByRole("main")).toContainText("No finding is like that");
});

test("a policy that heals a kind of finding does it unasked", async ({ page, product }) => {
  const { laboratory } = product;
  test.skip(laboratory === null, "the cluster is somebody else's");
  await page.goto("/consistency?tab=policies");
  const choice = page.getByRole("combobox", { name: "What is done: Spec drift" });
  // On a cluster that was named by its kubeconfig nothing is done unasked.
  const byDefault = process.env.E2E_KUBECONFIG ? "Report" : "Ask";
  await expect(choice).toContainText(byDefault);
  await choice.click();
  await page.getByRole("option", { name: "Heal" }).click();
  await expect(choice).toContainText("Heal");
  await product.api.createPod({ namespace, name: "guarded" });
  await product.api.untilPodIs({ namespace, name: "guarded" }, "RUNNING");
  await laboratory?.editPodAs("mallory", namespace, "guarded", {
    metadata: { labels: { "resource-manager.dev/team": null } },
  });
  await laboratory?.waitForPod(
    namespace,
    "guarded",
    (pod) => pod?.metadata.labels?.["resource-manager.dev/team"] === "test-team",
    { timeoutMs: 30_000 },
  );
  await screen.button(page.getByRole("row", { name: /Spec drift/ }), "Back to default").click();
  await expect(choice).toContainText(byDefault);
});
