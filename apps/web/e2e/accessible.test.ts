import { faultsInBothThemes } from "./axe";
import { expect, namespace, servers, test } from "./product";
import { fillPod, screen } from "./screen";

const pages = [
  { path: "/", heading: "Dashboard" },
  { path: "/servers", heading: "Servers" },
  { path: "/servers?view=map", heading: "Servers" },
  { path: "/servers?view=map&tiles=small", heading: "Servers" },
  { path: `/servers/${servers.h100.name}`, heading: servers.h100.name },
  { path: "/pods", heading: "Pods" },
  { path: `/pods/${namespace}/shown`, heading: "shown" },
  { path: `/pods/${namespace}/absent`, heading: "absent" },
  { path: "/monitor", heading: "Monitor" },
  { path: "/operations", heading: "Operations" },
  { path: "/consistency", heading: "Consistency" },
  { path: "/consistency?tab=history", heading: "Consistency" },
  { path: "/consistency?tab=policies", heading: "Consistency" },
  { path: "/teams", heading: "Teams" },
  { path: `/teams/${namespace}`, heading: namespace },
  { path: "/audit", heading: "Audit" },
  { path: "/tokens", heading: "API tokens" },
  { path: "/users", heading: "Users" },
  { path: "/account", heading: "Your account" },
  { path: "/sign-in", heading: "Sign in" },
  { path: "/set-up#nothing", heading: "Set up Resource Manager" },
  { path: "/nowhere", heading: "There is no such page" },
];

test("no page has a fault of accessibility, in either theme", async ({ page, product }) => {
  await product.api.createPod({ namespace, name: "shown", gpus: 1 });
  await product.api.untilPodIs({ namespace, name: "shown" }, "RUNNING");
  for (const { path, heading } of pages) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    expect(await faultsInBothThemes(page), path).toEqual([]);
  }
});

test("no dialog has one either, in either theme", async ({ page, product }) => {
  await product.api.createPod({ namespace, name: "shown", gpus: 1 });
  await product.api.untilPodIs({ namespace, name: "shown" }, "RUNNING");
  await page.goto("/pods");
  await screen.button(page, "Create pod").click();
  await fillPod(page, { name: "Bad Name", namespace, gpus: "99" });
  expect(await faultsInBothThemes(page), "create, with an error at a field").toEqual([]);
  await screen.field(page, "Name").fill("good-name");
  await expect(screen.preview(page).getByRole("alert")).toBeVisible();
  expect(await faultsInBothThemes(page), "create, refused").toEqual([]);
  await screen.field(page, "GPUs").fill("1");
  await expect(screen.preview(page)).toContainText("Server ");
  expect(await faultsInBothThemes(page), "create, with a plan").toEqual([]);

  await page.goto(`/pods/${namespace}/shown`);
  await screen.button(page, "Edit").click();
  await screen.field(page, "GPUs").fill("2");
  await expect(screen.preview(page).getByRole("checkbox")).toBeVisible();
  expect(await faultsInBothThemes(page), "edit, made anew").toEqual([]);
  await screen.button(screen.dialog(page), "Cancel").click();
  await screen.button(page, "Delete").click();
  await expect(screen.dialog(page).getByRole("table")).toBeVisible();
  expect(await faultsInBothThemes(page), "delete").toEqual([]);

  await page.goto(`/servers/${servers.h100.name}`);
  await screen.button(page, "Drain").click();
  await expect(
    screen.dialog(page).getByText("No pod of ours is on it.").or(screen.dialog(page).getByRole("table")),
  ).toBeVisible();
  expect(await faultsInBothThemes(page), "drain").toEqual([]);

  await page.goto(`/pods?selected=${namespace}/shown`);
  await screen.button(page.getByRole("toolbar", { name: "Selected pods" }), "Delete").click();
  await expect(screen.dialog(page).getByRole("status")).toContainText("This frees");
  expect(await faultsInBothThemes(page), "delete several").toEqual([]);
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" }).getByRole("option").first()).toBeVisible();
  expect(await faultsInBothThemes(page), "command palette").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  expect(await faultsInBothThemes(page), "keyboard help").toEqual([]);
});

test("nor have the dialogs and menus of teams, users, tokens, audit and account, in either theme", async ({
  page,
  product,
}) => {
  await product.api.createUser("shown");
  await product.api.addViewer({ user: "shown", team: namespace });
  await product.api.createToken("shown");
  const open: Readonly<Record<string, readonly (readonly (string | RegExp)[])[]>> = {
    "/teams": [["Create team"]],
    [`/teams/${namespace}`]: [
      ...[["Edit team"], ["Archive"], ["Add namespace"], ["Ask for another quota"]],
      ...[["Add member"], ["Role of shown"], ["Remove shown"], ["Create service account"], ["Add a private registry"]],
    ],
    "/teams/default": [["Adopt default"]],
    "/users": [
      ...[["Create user"], ["Actions on shown"], ["Actions on shown", "Change the role"]],
      ...[
        ["Actions on shown", "Make a password link"],
        ["Actions on shown", "Disable"],
      ],
    ],
    "/tokens": [["Create token"], ["Revoke shown"]],
    "/audit": [["Verify the trail"]],
    "/": [["Team: All teams"], ["You are local-admin"], ["Colours"]],
  };
  for (const [path, dialogs] of Object.entries(open)) {
    await page.goto(path);
    for (const [button, item] of dialogs) {
      await screen.button(page, button ?? "").click();
      if (item) await page.getByRole("menuitem", { name: item }).click();
      await expect(page.getByRole("dialog").or(page.getByRole("menu"))).toBeVisible();
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      // A menu lies over the page, in none of its landmarks.
      const within = (await screen.dialog(page).count()) === 0 ? "[role=menu]" : undefined;
      // What a dry run says enables a button, whose colour is on its way for a moment.
      await expect(async () =>
        expect(await faultsInBothThemes(page, within), `${path}: ${button} ${item ?? ""}`).toEqual([]),
      ).toPass({ timeout: 30_000 });
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog").or(page.getByRole("menu"))).toHaveCount(0);
    }
  }
  await page.goto("/audit");
  await screen
    .row(page, /Create user/)
    .first()
    .click();
  await expect(screen.dialog(page)).toBeVisible();
  expect(await faultsInBothThemes(page), "an audit event").toEqual([]);
});

test("a pod can be created by keyboard alone", async ({ page }) => {
  await page.goto("/pods");
  await screen.button(page, "Create pod").first().press("Enter");
  await expect(screen.field(page, "Name")).toBeFocused();
  await page.keyboard.type("by-keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: namespace }).press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("registry.local/app:1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/pods/${namespace}/by-keyboard`);
  await expect(screen.podStatus(page)).toHaveText("Running");
});

test("on a phone the navigation leads to every page, the first one too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/teams");
  await screen.button(page, "Open navigation").click();
  await screen.link(page, "Dashboard").click();
  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
});
