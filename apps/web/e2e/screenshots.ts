/**
 * Pictures of every page and dialog, in both themes and three widths, of the product with its demo data:
 *   node e2e/screenshots.ts [--out DIR] [--only TEXT]
 * `--only dashboard-light-1280` makes one of them. With BASE_URL the product that runs there is shown.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { startProduct } from "@resource-manager/product/start-product";
import { fillPod } from "./screen.ts";

interface Picture {
  readonly name: string;
  readonly path: string;
  /** The identity of the demo that looks at it; without one, whoever reaches the demo: its admin. */
  readonly as?: string;
  /** What to do before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const podOfDemo = "/pods/test-team/finetune-7b";
const pictures: readonly Picture[] = [
  { name: "dashboard", path: "/", prepare: chartsDrawn },
  { name: "servers", path: "/servers", prepare: rowsShown },
  { name: "gpu-map", path: "/servers?view=map" },
  { name: "gpu-map-small", path: "/servers?view=map&tiles=small" },
  { name: "server", path: "/servers?model=NVIDIA-A100-SXM4-80GB", prepare: openFirst("Servers") },
  { name: "drain", path: "/servers/gpu-a100-01", prepare: askToDrain },
  { name: "pods", path: "/pods", prepare: rowsShown },
  { name: "pods-of-team", path: "/pods?team=prod-team", prepare: rowsShown },
  { name: "servers-of-team", path: "/servers?team=prod-team", prepare: rowsShown },
  { name: "dashboard-of-team", path: "/?team=prod-team", prepare: chartsDrawn },
  {
    name: "pods-delete",
    path: "/pods?selected=test-team/finetune-7b,test-team/ablation-lr",
    prepare: askToDeleteSelected,
  },
  { name: "pod", path: podOfDemo },
  { name: "monitor", path: "/monitor", prepare: chartsDrawn },
  { name: "monitor-teams", path: "/monitor?by=TEAM&range=7d", prepare: chartsDrawn },
  { name: "operations", path: "/operations" },
  { name: "consistency", path: "/consistency" },
  { name: "consistency-history", path: "/consistency?tab=history" },
  { name: "consistency-policies", path: "/consistency?tab=policies" },
  { name: "teams", path: "/teams" },
  { name: "team", path: "/teams/test-team" },
  { name: "team-create", path: "/teams", prepare: fillTeam },
  { name: "audit", path: "/audit", prepare: rowsShown },
  { name: "tokens", path: "/tokens" },
  { name: "token-create", path: "/tokens", prepare: createToken },
  { name: "sign-in", path: "/sign-in", prepare: identitiesShown },
  { name: "users", path: "/users" },
  { name: "account", path: "/account" },
  { name: "pods-as-viewer", path: "/pods", as: "donald", prepare: rowsShown },
  { name: "team-as-member", path: "/teams/dev-team", as: "margaret" },
  { name: "policies-as-lead", path: "/consistency?tab=policies", as: "edsger" },
  { name: "users-as-lead", path: "/users", as: "edsger" },
  { name: "dashboard-as-auditor", path: "/", as: "joan", prepare: chartsDrawn },
  { name: "chaos", path: "/chaos" },
  { name: "palette", path: "/", prepare: openPalette },
  { name: "keyboard", path: "/", prepare: openHelp },
  { name: "playground", path: "/playground", prepare: runExample },
  { name: "create", path: "/pods", prepare: (page) => fillCreate(page, "1") },
  { name: "create-refused", path: "/pods", prepare: (page) => fillCreate(page, "99") },
  { name: "edit", path: podOfDemo, prepare: editGpus },
  { name: "delete", path: podOfDemo, prepare: askToDelete },
];
const themes = ["light", "dark"] as const;
const widths = [390, 1280, 1920] as const;

const { values } = parseArgs({ options: { out: { type: "string" }, only: { type: "string" } } });
const out = values.out ?? "test-results/gallery";
await mkdir(out, { recursive: true });

if (process.env.BASE_URL) await takeAll(process.env.BASE_URL);
else await withDemo(takeAll);

async function withDemo(use: (url: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "resource-manager-pictures-"));
  try {
    await using product = await startProduct({ dataDir, demo: true, tell: console.error });
    await product.untilApiReady();
    await use(product.url);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function takeAll(url: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  for (const picture of pictures) {
    for (const theme of themes) {
      for (const width of widths) await take(browser, url, picture, theme, width);
    }
  }
  await browser.close();
}

async function take(browser: Browser, url: string, picture: Picture, theme: "light" | "dark", width: number) {
  const name = `${picture.name}-${theme}-${width}`;
  if (values.only && !name.includes(values.only)) return;
  const viewport = { width, height: width < 600 ? 844 : 900 };
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  if (picture.as === undefined) await page.goto(url + picture.path);
  else await enterAs(page, url, picture.path, picture.as);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "hidden" });
  await page.getByRole("progressbar").first().waitFor({ state: "hidden" });
  await picture.prepare?.(page);
  const file = join(out, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled" });
  console.log(file);
  await context.close();
}

async function enterAs(page: Page, url: string, path: string, identity: string): Promise<void> {
  await page.goto(`${url}/sign-in?${new URLSearchParams({ return: path })}`);
  await page.getByRole("list", { name: "Identities of the demo" }).getByRole("button", { name: identity }).click();
  await page.getByRole("button", { name: `You are ${identity}` }).waitFor();
}

function openFirst(grid: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.getByRole("grid", { name: grid }).getByRole("link").first().click();
    await page.getByRole("region", { name: "Conditions" }).waitFor();
    await chartsDrawn(page);
  };
}

async function rowsShown(page: Page): Promise<void> {
  await page.getByRole("gridcell").first().waitFor();
}

async function chartsDrawn(page: Page): Promise<void> {
  await page.getByRole("figure", { name: "GPUs over time" }).locator("svg").first().waitFor();
}

async function fillTeam(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Create team" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("vision");
  await page.getByRole("textbox", { name: "GPUs", exact: true }).fill("4");
  await page.getByRole("table", { name: "Changes" }).waitFor();
}

async function identitiesShown(page: Page): Promise<void> {
  await page.getByRole("list", { name: "Identities of the demo" }).waitFor();
}

async function createToken(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly report");
}

async function fillCreate(page: Page, gpus: string): Promise<void> {
  await page.getByRole("button", { name: "Create pod" }).click();
  await fillPod(page, { name: "trainer", namespace: "test-team", gpus });
  await page.getByRole("dialog").getByRole("table").first().waitFor();
}

async function editGpus(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "GPUs" }).fill("4");
  await page.getByRole("dialog").getByRole("checkbox").waitFor();
}

async function askToDelete(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("table").waitFor();
}

async function askToDrain(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Drain" }).click();
  await page.getByRole("dialog").getByRole("table").waitFor();
}

async function askToDeleteSelected(page: Page): Promise<void> {
  await page.getByRole("toolbar", { name: "Selected pods" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByText("This frees").waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("test");
  await page
    .getByRole("option", { name: /^test-team/ })
    .first()
    .waitFor();
}

async function openHelp(page: Page): Promise<void> {
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
}

async function runExample(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Execute query/ }).click();
  await page
    .getByRole("region", { name: /result/i })
    .getByText("overview")
    .waitFor();
}
