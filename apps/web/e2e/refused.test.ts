import { expect, namespace, servers, test } from "./product";
import { fillPod, screen } from "./screen";

test("more GPUs than any server has: the facts, the nearest servers, and the input kept", async ({ page }) => {
  await page.goto("/pods");
  await screen.button(page, "Create pod").first().click();
  await fillPod(page, { name: "too-big", namespace, gpus: "99" });
  await expect(screen.preview(page).getByRole("alert")).toContainText(
    "GPUs: needs 99, the most that one server has free is 8.",
  );
  await expect(screen.row(screen.preview(page), new RegExp(servers.h100.name))).toContainText("GPUs");

  await screen.button(screen.dialog(page), "Create pod").click();
  await expect(screen.preview(page).getByRole("alert")).toContainText("No server has room for this now");
  await expect(screen.field(page, "Name")).toHaveValue("too-big");
  await expect(screen.field(page, "GPUs")).toHaveValue("99");

  await screen.field(page, "GPUs").fill("8");
  await expect(screen.preview(page)).toContainText(`Server ${servers.h100.name}`);
});

test("a server without room: another one is offered, and taken by one click", async ({ page }) => {
  await page.goto(`/servers/${servers.a100.name}`);
  await screen.button(page, "Create pod here").click();
  await fillPod(page, { name: "wrong-place", namespace, gpus: "6" });
  await screen.button(screen.row(screen.preview(page), new RegExp(servers.h100.name)), "Use this server").click();
  await expect(screen.preview(page)).toContainText(`Server ${servers.h100.name}`);
});

test("malformed input: each error at its field, nothing lost", async ({ page, product }) => {
  await product.api.createPod({ namespace, name: "taken" });
  await page.goto("/pods");
  await screen.button(page, "Create pod").first().click();
  await fillPod(page, { name: "Not A Name", namespace });
  await screen.field(page, "RAM").fill("64GB");

  await expect(screen.field(page, "Name")).toHaveAccessibleDescription(/Lower-case letters/);
  await expect(screen.field(page, "RAM")).toHaveAccessibleDescription(/An amount with its unit, such as 64Gi/);
  await screen.button(screen.dialog(page), "Create pod").click();
  await expect(screen.field(page, "Name")).toBeFocused();
  await expect(screen.field(page, "Name")).toHaveValue("Not A Name");

  await test.step("an Escape too many asks before it throws the input away", async () => {
    await screen.field(page, "Name").press("Escape");
    const question = page.getByRole("dialog", { name: "Throw away what you filled in?" });
    await screen.button(question, "Go on filling in").click();
    await expect(question).toBeHidden();
    await expect(screen.field(page, "RAM")).toHaveValue("64GB");
  });

  await test.step("what only the API knows stands at its field, too", async () => {
    await screen.field(page, "RAM").fill("64Gi");
    await screen.field(page, "Name").fill("taken");
    await expect(screen.field(page, "Name")).toHaveAccessibleDescription(/taken/);
    await screen.field(page, "Name").fill("not-taken");
    await expect(screen.preview(page)).toContainText("Server ");
    await screen.field(page, "Image").fill("UPPER//case");
    await expect(screen.field(page, "Image")).toHaveAccessibleDescription(/not an image reference/);
  });
});
