import { expect, namespace, servers, test } from "./product";
import { screen } from "./screen";

test("a server is drained by its plan, says how far it is, and is opened again", async ({ page, product }) => {
  const { name } = servers.a100;
  await product.api.createPod({ namespace, name: "leaves", gpus: 1, server: name });
  await product.api.untilPodIs({ namespace, name: "leaves" }, "RUNNING");
  await product.laboratory?.cordon(servers.h100.name);
  await product.api.createPod({ namespace, name: "moves", gpus: 2 });
  await product.api.untilPodIs({ namespace, name: "moves" }, "RUNNING");
  await product.laboratory?.uncordon(servers.h100.name);

  await page.goto(`/servers/${name}`);
  const status = page.getByRole("status", { name: "Server status" });
  await screen.button(page, "Drain").click();
  const plan = screen.dialog(page).getByRole("table", { name: "What becomes of its pods" });
  await expect(plan.getByRole("row", { name: /test-team\/moves/ })).toContainText(servers.h100.name);
  await expect(plan.getByRole("row", { name: /test-team\/leaves/ })).toContainText("its owner insists on this server");
  await screen.button(screen.dialog(page), "Drain and move 1 pod").click();

  await expect(status).toHaveText("Cordoned");
  const operation = page.getByRole("region", { name: `Last operation: Drain ${name}` });
  await expect(operation).toContainText("test-team/leaves stayed");
  await expect(page.getByRole("table", { name: "Pods" })).not.toContainText("test-team/moves");
  await page.goto(`/pods/${namespace}/moves`);
  await expect(screen.podStatus(page)).toHaveText("Running");
  await expect(page.getByRole("main")).toContainText(servers.h100.name);

  await page.goto(`/servers/${name}`);
  await screen.button(page, "Uncordon").click();
  await screen.button(screen.dialog(page), `Uncordon ${name}`).click();
  await expect(status).toHaveText("Ready");
});
