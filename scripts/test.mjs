// npm test: installs what is needed and runs all tests that need no real control plane. Ends with one line: N passed, N failed.
import { checkMachine } from "./lib/platform.mjs";
import { Refusal, runScript } from "./lib/refusal.mjs";

const help = `npm test                          all tests
npm test -- --only PACKAGE        those of one package, e.g. domain or apps/web
`;

await runScript(async () => {
  checkMachine(process);
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    console.log(help);
    return 0;
  }
  const only = readOnly(args);
  const { ensureBuilt, ensureInstalled } = await import("./lib/prepare.mjs");
  const { findSuites, runSuite } = await import("./lib/suites.mjs");
  const started = Date.now();
  const node = await ensureInstalled();
  await ensureBuilt();

  const suites = findSuites("test", only);
  const browserSuites = findSuites("e2e", only);
  if (suites.length + browserSuites.length === 0) throw new Refusal(`There is no package ${only} with tests.`);
  const results = [];
  for (const suite of suites) results.push(await runSuite(suite, node));
  if (browserSuites.length > 0) results.push(...(await runBrowserSuites(browserSuites, node)));

  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`\n  in ${Math.round((Date.now() - started) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});

/**
 * @param {import("./lib/suites.mjs").Suite[]} suites
 * @param {string} node
 */
async function runBrowserSuites(suites, node) {
  const { ensureChromium } = await import("./lib/chromium.mjs");
  const { runSuite } = await import("./lib/suites.mjs");
  const chromium = await ensureChromium();
  if (chromium === undefined) {
    console.log(
      "  ✗ there is no Chromium, and it cannot be installed here (that takes Debian's apt-get and root; or set CHROMIUM_PATH).",
    );
    console.log(`    Left out, and counted as failed: ${suites.map((suite) => suite.name).join(", ")}`);
    return suites.map(({ name }) => ({ name, passed: 0, failed: 1, seconds: 0 }));
  }
  process.env.CHROMIUM_PATH = chromium;
  const results = [];
  for (const suite of suites) results.push(await runSuite(suite, node));
  return results;
}

/** @param {string[]} args */
function readOnly(args) {
  if (args.length === 0) return undefined;
  if (args[0] !== "--only" || args.length !== 2) throw new Refusal(`I do not understand: ${args.join(" ")}`, help);
  return args[1];
}
