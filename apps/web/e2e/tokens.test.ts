import { faultsOf } from "./axe";
import { expect, test } from "./product";
import { screen } from "./screen";

test("a token's secret is shown once and opens the API, until the token is revoked", async ({ page, product }) => {
  const apiSays = async (secret: string) => {
    const answer = await fetch(`${product.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query: "{ system { version } }" }),
    });
    return answer.status;
  };
  await page.goto("/tokens");
  await screen.button(page, "Create token").click();
  await screen.field(page, "Name").fill("nightly report");
  await screen.field(page, "Days until it expires").fill("366");
  await screen.button(screen.dialog(page), "Create token").click();
  await expect(screen.dialog(page).getByRole("alert")).toContainText("365");
  await screen.field(page, "Days until it expires").fill("7");
  expect(await faultsOf(page)).toEqual([]);
  await screen.button(screen.dialog(page), "Create token").click();
  const secret = (await page.getByRole("region", { name: "Secret", exact: true }).textContent()) ?? "";
  expect(await apiSays(secret)).toBe(200);
  await screen.button(screen.dialog(page), "Done").click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const row = screen.row(page, /nightly report/);
  await expect(row).toContainText("Valid");
  expect(await faultsOf(page, "main")).toEqual([]);
  await screen.button(row, "Revoke nightly report").click();
  await screen.button(screen.dialog(page), "Revoke nightly report").click();
  await expect(row).toContainText("Revoked");
  expect(await apiSays(secret)).toBe(401);
});

test("a team's program asks as its service account, until that is disabled", async ({ page, product }) => {
  const whoAsks = async (secret: string) => {
    const answer = await fetch(`${product.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query: "{ teams { name } }" }),
    });
    return answer.status === 200 ? (await answer.json()).data.teams : answer.status;
  };
  await page.goto("/teams/test-team");
  const accounts = page.getByRole("list", { name: "Service accounts" });
  await screen.button(page, "Create service account").click();
  await screen.field(page, "Name").fill("Nightly");
  await screen.button(screen.dialog(page), "Create service account").click();
  await expect(screen.dialog(page).getByRole("alert")).toContainText("lower-case");
  expect(await faultsOf(page)).toEqual([]);
  await screen.field(page, "Name").fill("nightly");
  await screen.field(page, "What it is for").fill("trains every night");
  await screen.button(screen.dialog(page), "Create service account").click();
  await expect(accounts).toContainText("trains every night");

  await screen.button(accounts, "Create token for nightly").click();
  await screen.field(page, "Name").fill("cluster job");
  await screen.button(screen.dialog(page), "Create token").click();
  const secret = (await page.getByRole("region", { name: "Secret", exact: true }).textContent()) ?? "";
  await screen.button(screen.dialog(page), "Done").click();
  await expect(accounts.getByRole("list", { name: "Tokens of nightly" })).toContainText("cluster job");
  expect(await whoAsks(secret)).toEqual([{ name: "test-team" }]);
  expect(await faultsOf(page, "main")).toEqual([]);

  await screen.button(accounts, "Disable nightly").click();
  await screen.button(screen.dialog(page), "Disable nightly").click();
  await expect(accounts).toContainText("Disabled");
  expect(await whoAsks(secret)).toBe(401);
});

test("a team's private registry gets a password that no page shows again", async ({ page }) => {
  await page.goto("/teams/test-team");
  const secrets = page.getByRole("list", { name: "Pull secrets" });
  await screen.button(page, "Add a private registry").click();
  await screen.field(page, "Registry").fill("https://registry.example");
  await screen.field(page, "Username").fill("robot");
  await page.getByLabel("Password or token").fill("hunter2");
  await screen.button(screen.dialog(page), "Add registry").click();
  await expect(screen.dialog(page).getByRole("alert")).toContainText("host of a registry");
  expect(await faultsOf(page)).toEqual([]);
  await screen.field(page, "Registry").fill("registry.example");
  await screen.button(screen.dialog(page), "Add registry").click();
  await expect(secrets).toContainText("as robot");
  expect(await page.content()).not.toContain("hunter2");
  await screen.button(secrets, "Rotate registry.example").click();
  await expect(page.getByLabel("Password or token")).toHaveValue("");
  await page.getByLabel("Password or token").fill("another");
  await screen.button(screen.dialog(page), "Rotate password").click();
  await expect(screen.dialog(page)).toHaveCount(0);
  expect(await faultsOf(page, "main")).toEqual([]);
  await screen.button(secrets, "Delete registry.example").click();
  await screen.button(screen.dialog(page), "Delete registry.example").click();
  await expect(page.getByText("No private registries yet")).toBeVisible();
});
