import { readFile } from "node:fs/promises";
import { faultsOf } from "./axe";
import { expect, test } from "./product";
import { fillPod, screen } from "./screen";

const team = "vision";

test("a team is made, asks for quota, gets it, and a pod uses it; the audit tells it all", async ({
  page,
  product,
}) => {
  await test.step("make it: previewed, with errors at their fields", async () => {
    await page.goto("/teams");
    await screen.button(page, "Create team").click();
    await screen.field(page, "Name").fill("Vision");
    await expect(screen.dialog(page)).toContainText("lower-case letters");
    await screen.field(page, "Name").fill(team);
    await screen.field(page, "GPUs").fill("1");
    await expect(screen.row(screen.preview(page), /quota.gpus/)).toHaveText("quota.gpus–1");
    expect(await faultsOf(page)).toEqual([]);
    await screen.button(screen.dialog(page), "Create team").click();
    await expect(page).toHaveURL(`/teams/${team}`);
    await expect(screen.meter(page, "GPUs")).toHaveAttribute("aria-valuetext", "Used 0, Left 1, Quota 1");
    await expect(page.getByRole("region", { name: "Namespaces" })).toContainText("Kept");
  });

  await test.step("ask for more, and have it approved", async () => {
    await screen.button(page, "Ask for another quota").click();
    await screen.field(page, "GPUs").fill("2");
    await page.getByRole("dialog").getByRole("textbox", { name: "What it is for" }).fill("a larger model");
    await screen.button(screen.dialog(page), "Send the request").click();
    const requests = page.getByRole("list", { name: "Quota requests" });
    await expect(requests).toContainText("GPUs: 2");
    await screen.button(requests, "Approve").click();
    await screen.button(screen.dialog(page), "Approve the request").click();
    await expect(requests).toContainText("Approved");
    await expect(screen.meter(page, "GPUs")).toHaveAttribute("aria-valuetext", "Used 0, Left 2, Quota 2");
  });

  await test.step("a pod uses it; a third GPU is refused with the facts", async () => {
    await page.goto("/pods");
    await screen.button(page, "Create pod").click();
    await fillPod(page, { name: "learner", namespace: team, gpus: "3" });
    await expect(screen.preview(page)).toContainText("too little quota left");
    await screen.field(page, "GPUs").fill("2");
    await expect(screen.preview(page)).toContainText("Server ");
    await screen.button(screen.dialog(page), "Create pod").click();
    await expect(screen.podStatus(page)).toHaveText("Running");
    await expect(page.getByRole("region", { name: "Activity" })).toContainText("Create pod");
    await page.goto(`/teams/${team}`);
    await expect(screen.meter(page, "GPUs")).toHaveAttribute("aria-valuetext", "Used 2, Left 0, Quota 2");
  });

  await test.step("the bars follow without a reload", async () => {
    await product.api.deleteAllPods(team);
    await expect(screen.meter(page, "GPUs")).toHaveAttribute("aria-valuetext", "Used 0, Left 2, Quota 2");
  });

  await test.step("the audit tells it, and is whole", async () => {
    await screen.link(page.getByRole("region", { name: "Activity" }), "All of it").click();
    const grid = page.getByRole("grid", { name: "Audit events" });
    await expect(screen.row(grid, /Decide quota request/).first()).toBeVisible();
    await screen
      .row(grid, /Create team/)
      .last()
      .getByText("Create team", { exact: true })
      .click();
    await expect(screen.row(screen.dialog(page), /quota.gpus/)).toHaveText("quota.gpus–1");
    await screen.button(screen.dialog(page), "Close").click();
    await screen.button(page, "Verify the trail").click();
    await expect(screen.dialog(page)).toContainText("each as it was written");
    expect(await faultsOf(page)).toEqual([]);
    await screen.button(screen.dialog(page), "Close").click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export" }).click();
    const lines = (await readFile(await (await downloading).path(), "utf8")).trimEnd().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ action: "createTeam", hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(events.every(({ subject }) => subject.includes(team))).toBe(true);
  });
});
