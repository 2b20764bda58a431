import type { Browser, Locator, Page } from "@playwright/test";
import { faultsInBothThemes, faultsOf } from "./axe";
import { expect, test } from "./product";
import { markPage, screen, wasNeverReloaded } from "./screen";

const team = "test-team";
const password = "correct horse battery";
const members = (page: Page) => page.getByRole("list", { name: "Members" });
const requests = (page: Page) => page.getByRole("list", { name: "Quota requests" });

test("two browsers: a member asks for quota and sees their lead approve it; whoever leaves sees nothing any more", async ({
  page,
  browser,
  product,
}) => {
  const links = { kim: await invite(page, product.url, "kim"), lou: await invite(page, product.url, "lou") };
  await page.goto(`/teams/${team}`);
  await add(page, "kim", "Member");
  const kim = await enter(browser, product.url, "kim", links.kim);

  await test.step("an admin says who is in the team; who looks at it sees it without a reload", async () => {
    await kim.goto(`/teams/${team}`);
    await expect(members(kim)).toContainText("kim");
    await markPage(kim);
    await add(page, "lou", "Lead");
    await expect(members(kim)).toContainText("lou");
    expect(await wasNeverReloaded(kim)).toBe(true);
    expect(await faultsOf(page, "main")).toEqual([]);
  });
  const lou = await enter(browser, product.url, "lou", links.lou);

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

/** What each role finds on its way. True: the button is there for them to press. */
const roles = [
  { name: "vera", role: "Viewer", seesOthers: false, creates: false, changesOthers: false, leads: false },
  { name: "mia", role: "Member", seesOthers: false, creates: true, changesOthers: false, leads: false },
  { name: "leo", role: "Lead", seesOthers: false, creates: true, changesOthers: true, leads: true },
  { name: "audrey", role: "AUDITOR", seesOthers: true, creates: false, changesOthers: false, leads: false },
] as const;

test("each role sees its own product: what it may not do is absent, or disabled with the reason", async ({
  page,
  browser,
  product,
}) => {
  await product.api.createPod({ namespace: team, name: "somebodys" });
  await product.api.untilPodIs({ namespace: team, name: "somebodys" }, "RUNNING");
  await page.goto(`/teams/${team}`);
  for (const { name, role, ...may } of roles) {
    await test.step(role, async () => {
      const link = await invite(page, product.url, name, role === "AUDITOR" ? role : null);
      if (role !== "AUDITOR") await add(page, name, role);
      const own = await enter(browser, product.url, name, link);
      await seesTheirPods(own, may);
      await seesTheirTeams(own, may);
      // Whoever may do more meets the same pages as whoever may do least.
      if (!may.creates) await seesWhatIsForAdmins(own, may.seesOthers);
      await own.context().close();
    });
  }
});

type May = Omit<(typeof roles)[number], "name" | "role">;

async function seesTheirPods(own: Page, { creates, changesOthers }: May): Promise<void> {
  await own.goto(`/pods?selected=${team}/somebodys`);
  await expect(screen.row(own, /somebodys/)).toBeVisible();
  await enabled(screen.button(own, "Create pod"), creates);
  const selection = own.getByRole("toolbar", { name: "Selected pods" });
  await enabled(screen.button(selection, "Delete"), creates);
  await expect(own.getByRole("checkbox", { name: /select row$/i })).toHaveCount(creates ? 1 : 0);
  if (creates && !changesOthers) {
    await screen.button(selection, "Delete").click();
    await expect(screen.dialog(own)).toContainText("for what is not their own, may not create, change and delete pods");
    await expect(screen.button(screen.dialog(own), "Delete 0 pods")).toBeDisabled();
    await own.keyboard.press("Escape");
  }
  await screen.link(own, "somebodys").click();
  await enabled(screen.button(own, "Edit"), changesOthers);
  await own.goto("/operations");
  await screen
    .button(own, /Create test-team.somebodys/)
    .first()
    .click();
  await enabled(screen.button(own, "Undo this operation"), changesOthers);
}

async function seesTheirTeams(own: Page, { seesOthers, leads }: May): Promise<void> {
  await own.goto("/teams");
  await expect(screen.link(own, team)).toBeVisible();
  await expect(screen.link(own, "prod-team")).toHaveCount(seesOthers ? 1 : 0);
  await enabled(screen.button(own, "Create team"), false);
  await screen.link(own, team).click();
  await enabled(screen.button(own, "Add member"), leads);
}

async function seesWhatIsForAdmins(own: Page, seesAll: boolean): Promise<void> {
  await own.goto("/users");
  await expect(own.getByRole("main")).toContainText("Not for your role");
  await expect(own.getByRole("main")).toContainText("who may: ADMIN");
  await expect(screen.button(own, "Create user")).toHaveCount(0);
  if (seesAll) {
    expect(await faultsInBothThemes(own)).toEqual([]);
    await own.goto("/account");
    await expect(own.getByRole("region", { name: "Password" })).toBeVisible();
    expect(await faultsInBothThemes(own)).toEqual([]);
  }
  await own.goto("/consistency");
  await enabled(screen.button(own, "Heal all"), false);
  await expect(own.getByRole("main").getByText("Shown is what concerns your teams.")).toHaveCount(seesAll ? 0 : 1);
  await own.getByRole("tab", { name: "Policies" }).click();
  await expect(own.getByRole("table", { name: "Policies" })).toContainText("Spec drift");
  await expect(own.getByRole("combobox")).toHaveCount(0);
  await own.goto("/consistency?tab=history");
  const main = own.getByRole("main");
  await expect(
    seesAll ? main.getByRole("region", { name: "Passes" }) : main.getByText("Not for your role"),
  ).toBeVisible();
  await own.goto("/audit");
  await enabled(screen.button(own, "Verify the trail"), seesAll);
}

function enabled(button: Locator, isSo: boolean): Promise<void> {
  return isSo ? expect(button).toBeEnabled() : expect(button).toBeDisabled();
}

async function add(page: Page, user: string, role: string): Promise<void> {
  await screen.button(page, "Add member").click();
  await screen.field(page, "User").fill(user);
  await screen.dialog(page).getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role }).click();
  await screen.button(screen.dialog(page), "Add member").click();
  await expect(members(page)).toContainText(user);
}

/** Makes somebody new; answers the link by which they choose a password. */
async function invite(page: Page, url: string, name: string, role: "AUDITOR" | null = null): Promise<string> {
  const input = `{ name: "${name}"${role === null ? "" : `, role: ${role}`} }`;
  const query = `mutation { createUser(input: ${input}) { ... on CreateUserSuccess { link { path } } } }`;
  const answer = await page.request.post(`${url}/graphql`, { data: { query } });
  const { data } = (await answer.json()) as { data: { createUser: { link: { path: string } } } };
  return data.createUser.link.path;
}

/** In a browser of their own, with a password chosen by that link. */
async function enter(browser: Browser, url: string, name: string, link: string): Promise<Page> {
  const own = await (await browser.newContext({ baseURL: url })).newPage();
  await own.goto(link);
  await own.getByRole("textbox", { name: "New password" }).fill(password);
  await own.getByRole("textbox", { name: "The same again" }).fill(password);
  await screen.button(own, "Choose this password").click();
  await expect(own.getByRole("button", { name: `You are ${name}` })).toBeVisible();
  return own;
}

test("whoever sees several teams picks one, and the pages keep to it", async ({ page, product }) => {
  await product.api.createPod({ namespace: team, name: "chosen", gpus: 1 });
  await product.api.untilPodIs({ namespace: team, name: "chosen" }, "RUNNING");
  await page.goto("/pods");
  await expect(screen.row(page, /chosen/)).toBeVisible();

  await test.step("by keyboard alone; it is in the URL", async () => {
    await screen.button(page, "Team: All teams").press("Enter");
    await expect(page.getByRole("menuitemradio", { name: "All teams" })).toBeFocused();
    await page.keyboard.type("prod");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("/pods?team=prod-team");
    await expect(page.getByText("prod-team has no pods yet")).toBeVisible();
  });

  await test.step("other pages remember it, and show that team's things", async () => {
    await screen.button(page, "Team: prod-team").click();
    await page.getByRole("menuitemradio", { name: team }).click();
    await expect(screen.row(page, /chosen/)).toBeVisible();
    await screen.link(page, "Servers").click();
    await expect(page).toHaveURL(`/servers?team=${team}`);
    await expect(page.getByRole("columnheader", { name: `Held by ${team}` })).toBeVisible();
    await expect(screen.row(page, /1 GPU/)).toBeVisible();
    await screen.link(page, "Dashboard").click();
    await expect(page.getByRole("region", { name: `Quota of ${team}` })).toContainText("1 used, no limit");
    await screen.link(page, "Operations").click();
    await expect(screen.button(page, /Create test-team.chosen/)).toBeVisible();
  });

  await test.step("a link shows what it names, whatever was chosen here; all teams are one choice away", async () => {
    await page.goto("/operations?team=prod-team");
    await expect(screen.button(page, "Team: prod-team")).toBeVisible();
    await expect(screen.button(page, /Create test-team.chosen/)).toHaveCount(0);
    await screen.button(page, "Team: prod-team").click();
    await page.getByRole("menuitemradio", { name: "All teams" }).click();
    await expect(page).toHaveURL("/operations");
    await expect(screen.button(page, /Create test-team.chosen/)).toBeVisible();
  });
});
