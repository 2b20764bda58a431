import type { Browser, Page } from "@playwright/test";
import { faultsOf } from "./axe";
import { expect, test } from "./product";
import { screen } from "./screen";

const team = "test-team";
const password = "correct horse battery";
const members = (page: Page) => page.getByRole("list", { name: "Members" });
const requests = (page: Page) => page.getByRole("list", { name: "Quota requests" });

test("two browsers: a member asks for quota and sees their lead approve it; whoever leaves sees nothing any more", async ({
  page,
  browser,
  product,
}) => {
  const [kim, lou] = await Promise.all([
    signUp(page, browser, product.url, "kim"),
    signUp(page, browser, product.url, "lou"),
  ]);

  await test.step("an admin says who is in the team", async () => {
    await page.goto(`/teams/${team}`);
    await add(page, "kim", "Member");
    await add(page, "lou", "Lead");
    expect(await faultsOf(page, "main")).toEqual([]);
  });

  await test.step("the member sees their team alone, and why what they may not do is disabled", async () => {
    await kim.goto("/teams");
    await expect(screen.link(kim, team)).toBeVisible();
    await expect(screen.link(kim, "prod-team")).toHaveCount(0);
    await kim.goto(`/teams/${team}`);
    await expect(screen.button(kim, "Edit team")).toBeDisabled();
    await kim.getByRole("button", { name: "Edit team" }).locator("..").hover();
    await expect(kim.getByRole("tooltip")).toContainText("who may: ADMIN");
    await expect(screen.button(kim, "Add member")).toBeDisabled();
    expect(await faultsOf(kim, "main")).toEqual([]);
  });

  await test.step("the member asks, the lead approves, the member sees it without a reload", async () => {
    await lou.goto(`/teams/${team}`);
    await screen.button(kim, "Ask for another quota").click();
    await screen.field(kim, "GPUs").fill("123");
    await kim.getByRole("dialog").getByRole("textbox", { name: "What it is for" }).fill("a larger model");
    await screen.button(screen.dialog(kim), "Send the request").click();
    await expect(requests(kim)).toContainText("GPUs: 123");
    await expect(screen.button(requests(kim), "Approve")).toBeDisabled();
    await screen.button(requests(lou), "Approve").click();
    await screen.button(screen.dialog(lou), "Approve the request").click();
    await expect(requests(kim)).toContainText("Approved by lou");
  });

  await test.step("the lead takes the member out, who sees nothing of the team any more", async () => {
    const row = members(lou).getByRole("listitem").filter({ hasText: "kim" });
    await row.getByRole("button", { name: "Remove" }).click();
    await screen.button(screen.dialog(lou), "Remove").click();
    await expect(members(lou)).not.toContainText("kim");
    // Nobody reloads the page: what they may is judged anew where they look on.
    await expect(kim.getByText(`There is no team ${team}`)).toBeVisible();
  });

  await kim.context().close();
  await lou.context().close();
});

async function add(page: Page, user: string, role: string): Promise<void> {
  await screen.button(page, "Add member").click();
  await screen.field(page, "User").fill(user);
  await screen.dialog(page).getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role }).click();
  await screen.button(screen.dialog(page), "Add member").click();
  await expect(members(page)).toContainText(user);
}

/** Somebody new in a browser of their own, who has chosen a password. */
async function signUp(page: Page, browser: Browser, url: string, name: string): Promise<Page> {
  const query = `mutation { createUser(input: { name: "${name}" }) { ... on CreateUserSuccess { link { path } } } }`;
  const answer = await page.request.post(`${url}/graphql`, { data: { query } });
  const { data } = (await answer.json()) as { data: { createUser: { link: { path: string } } } };
  const own = await (await browser.newContext({ baseURL: url })).newPage();
  await own.goto(data.createUser.link.path);
  await own.getByRole("textbox", { name: "New password" }).fill(password);
  await own.getByRole("textbox", { name: "The same again" }).fill(password);
  await screen.button(own, "Choose this password").click();
  await expect(own.getByRole("button", { name: `You are ${name}` })).toBeVisible();
  return own;
}
