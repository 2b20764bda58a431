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
