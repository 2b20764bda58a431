import { expect, namespace, servers, test } from "./product";
import { fillPod, screen } from "./screen";

const { name: server, gpus } = servers.h100;

test("from free GPUs to a running pod, changed twice, and back to free GPUs", async ({ page }) => {
  const pod = "journey";

  await test.step("see what there is", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
    await screen.link(page, "Servers").first().click();
    await screen.link(page.getByRole("grid", { name: "Servers" }), server).click();
    await expect(page.getByRole("heading", { name: server, level: 1 })).toBeVisible();
    await expect(screen.meter(page, "GPUs")).toHaveAttribute(
      "aria-valuetext",
      `Allocated 0, Available ${gpus}, Allocatable ${gpus}`,
    );
  });

  await test.step("create: previewed, then Running without a reload", async () => {
    await screen.button(page, "Create pod here").click();
    await fillPod(page, { name: pod, namespace });
    await screen.button(page, "2 GPUs, 16 cores, 64 GiB").click();
    await expect(screen.preview(page)).toContainText(`Server ${server}`);
    await expect(screen.row(screen.preview(page), "GPUs")).toHaveText(`GPUs${gpus}${gpus - 2}`);
    await screen.button(screen.dialog(page), "Create pod").click();

    await expect(page).toHaveURL(`/pods/${namespace}/${pod}`);
    await expect(screen.podStatus(page)).toHaveText("Running");
    await expect(page.getByRole("list", { name: "Steps" }).first().getByRole("listitem").last()).toContainText("Done");
    await expect(screen.row(page, /^GPUs/)).toHaveText("GPUs22");
  });

  await test.step("edit CPU: in place", async () => {
    await screen.button(page, "Edit").click();
    await screen.field(page, "CPU").fill("20");
    await expect(screen.row(screen.preview(page), /^CPU 16 cores/)).toContainText("in place");
    await screen.button(screen.dialog(page), "Save changes").click();
    await expect(screen.dialog(page)).toBeHidden();
    await expect(screen.row(page, /^CPU/)).toHaveText("CPU20 cores20 cores");
    await expect(screen.podStatus(page)).toHaveText("Running");
  });

  await test.step("edit GPUs: made anew, which is announced and has to be agreed to", async () => {
    await screen.button(page, "Edit").click();
    await screen.field(page, "GPUs").fill("4");
    await expect(screen.preview(page)).toContainText("The pod is made anew");
    await expect(screen.button(screen.dialog(page), "Save changes")).toBeDisabled();
    await screen.preview(page).getByRole("checkbox", { name: "Yes, make it anew" }).check();
    await screen.button(screen.dialog(page), "Save changes").click();
    await expect(screen.dialog(page)).toBeHidden();
    await expect(screen.row(page, /^GPUs/)).toHaveText("GPUs44");
    await expect(screen.podStatus(page)).toHaveText("Running");
  });

  await test.step("the numbers moved", async () => {
    await screen.link(page.getByRole("table", { name: "Asked for, and running" }), server).click();
    await expect(screen.meter(page, "GPUs")).toHaveAttribute("aria-valuetext", /^Allocated 4, Available 4,/);
    await expect(screen.meter(page, "CPU")).toHaveAttribute("aria-valuetext", /^Allocated 20 cores,/);
    await screen.link(page.getByRole("table", { name: "Pods" }), `${namespace}/${pod}`).click();
  });

  await test.step("delete: what is freed is said before; capacity is back", async () => {
    await screen.button(page, "Delete").click();
    await expect(screen.dialog(page)).toContainText("It frees 4 GPUs, 20 cores, 64 GiB RAM");
    await screen.button(screen.dialog(page), `Delete ${pod}`).click();
    await expect(screen.dialog(page)).toBeHidden();
    await expect(page.getByRole("main")).toContainText(`There is no pod ${namespace}/${pod}`);

    await page.goto(`/servers/${server}`);
    await expect(screen.meter(page, "GPUs")).toHaveAttribute(
      "aria-valuetext",
      `Allocated 0, Available ${gpus}, Allocatable ${gpus}`,
    );
  });
});
