import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type Product, startProduct } from "@resource-manager/product/start-product";
import { faultsOf } from "./axe";
import { expect, test as withSharedProduct } from "./product";
import { screen } from "./screen";

/** A product of its own, with the demo: to set an admin up shuts the door of the one that all other tests go in and out of. */
const test = withSharedProduct.extend<{ closed: Product; emptyNamespace: undefined; baseURL: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  closed: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), "resource-manager-sign-in-"));
    try {
      await using product = await startProduct({ dataDir, demo: true, tell: console.error });
      await product.untilApiReady();
      await use(product);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
  emptyNamespace: async ({ closed }, use) => use(closed && undefined),
  baseURL: async ({ closed }, use) => use(closed.url),
});

const password = "correct horse battery";
const who = (page: Page, name: string) => page.getByRole("button", { name: `You are ${name}` });
const menu = (page: Page, item: string) => page.getByRole("menuitem", { name: item });

test("from looking round as somebody of the demo to an admin, users, and out again", async ({
  page,
  browser,
  closed,
}) => {
  await test.step("without signing in, and as two of the demo's people", async () => {
    await page.goto("/pods?status=RUNNING");
    await who(page, "local-admin").click();
    await menu(page, "Sign in").click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: /joan/ }).click();
    await expect(page).toHaveURL("/pods?status=RUNNING");
    await who(page, "joan").click();
    await expect(page.getByRole("menu")).toContainText("Auditor");
    await menu(page, "Be somebody else").click();
    await page.getByRole("button", { name: /edsger/ }).click();
    await who(page, "edsger").click();
    await expect(page.getByRole("menu")).toContainText("Lead of dev-team");
    await menu(page, "Sign out").click();
    await expect(page).toHaveURL("/sign-in");
    await page.goto("/");
    await expect(who(page, "local-admin")).toBeVisible();
  });

  await test.step("the set-up link makes the first admin, and shuts the door", async () => {
    const onlooker = await browser.newPage({ baseURL: closed.url });
    await onlooker.goto("/servers?view=map");
    await expect(who(onlooker, "local-admin")).toBeVisible();
    const link = await closed.setUpLink();
    await page.goto(link?.url ?? "");
    await page.getByRole("textbox", { name: "Name" }).fill("boss");
    await page.getByRole("textbox", { name: "New password" }).fill("boss-boss-boss");
    await page.getByRole("textbox", { name: "The same again" }).fill("boss-boss-boss");
    await screen.button(page, "Make the first admin").click();
    await expect(page.getByRole("textbox", { name: "New password" })).toHaveAccessibleDescription(
      /different characters/,
    );
    await page.getByRole("textbox", { name: "New password" }).fill(password);
    await page.getByRole("textbox", { name: "The same again" }).fill(password);
    expect(await faultsOf(page)).toEqual([]);
    await screen.button(page, "Make the first admin").click();
    await expect(who(page, "boss")).toBeVisible();
    await expect(onlooker).toHaveURL(/\/sign-in\?return=%2Fservers%3Fview%3Dmap$/);
    await expect(onlooker.getByText("or look round as")).toHaveCount(0);
    await onlooker.close();
  });

  const guest = await (await browser.newContext({ baseURL: closed.url })).newPage();
  await test.step("a user is made, chooses their password, and is back where they were going", async () => {
    await page.goto("/users");
    await screen.button(page, "Create user").click();
    await screen.field(page, "Name").fill("ivy");
    await screen.dialog(page).getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Auditor" }).click();
    await screen.button(screen.dialog(page), "Create user").click();
    const link = (await page.getByRole("region", { name: "Link" }).textContent()) ?? "";
    expect(await faultsOf(page)).toEqual([]);
    await screen.button(screen.dialog(page), "Done").click();
    await expect(screen.row(page, /ivy/)).toContainText("Invited");

    await guest.goto(link);
    await guest.getByRole("textbox", { name: "New password" }).fill(password);
    await guest.getByRole("textbox", { name: "The same again" }).fill(password);
    await screen.button(guest, "Choose this password").click();
    await who(guest, "ivy").click();
    await menu(guest, "Your account").click();
    await expect(screen.row(guest, /This one/)).toBeVisible();
    expect(await faultsOf(guest, "main")).toEqual([]);
    await who(guest, "ivy").click();
    await menu(guest, "Sign out").click();
    await expect(guest).toHaveURL("/sign-in");
    await guest.goto("/teams");
    await expect(guest).toHaveURL("/sign-in?return=%2Fteams");
    await guest.getByRole("textbox", { name: "Name or e-mail" }).fill("ivy");
    await guest.getByRole("textbox", { name: "Password" }).fill("wrong horse battery");
    await guest.getByRole("textbox", { name: "Password" }).press("Enter");
    await expect(guest.getByRole("main").getByRole("alert")).toContainText("The name or the password is wrong");
    await guest.getByRole("textbox", { name: "Password" }).fill(password);
    await guest.getByRole("textbox", { name: "Password" }).press("Enter");
    await expect(guest).toHaveURL("/teams");
    await expect(guest.getByRole("heading", { name: "Teams", level: 1 })).toBeVisible();
  });

  await test.step("what a disabled user looks at is closed; signing out closes one's other tabs", async () => {
    await page.goto("/users");
    await screen.button(screen.row(page, /ivy/), "Actions on ivy").click();
    await menu(page, "Disable").click();
    await screen.button(screen.dialog(page), "Disable ivy").click();
    await expect(screen.row(page, /ivy/)).toContainText("Disabled");
    await expect(guest).toHaveURL("/sign-in?return=%2Fteams");
    await screen.button(screen.row(page, /boss/), "Actions on boss").click();
    await menu(page, "Disable").click();
    await screen.button(screen.dialog(page), "Disable boss").click();
    await expect(screen.dialog(page).getByRole("alert")).toContainText("One admin has to remain");
    await screen.button(screen.dialog(page), "Cancel").click();

    const tab = await page.context().newPage();
    await tab.goto("/monitor");
    await expect(who(tab, "boss")).toBeVisible();
    await who(page, "boss").click();
    await menu(page, "Sign out").click();
    await expect(page).toHaveURL("/sign-in");
    await expect(tab).toHaveURL("/sign-in?return=%2Fmonitor");
  });
});
