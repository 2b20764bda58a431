/** `node src/cli.ts OPTIONS`: the product in the foreground. OPTIONS is the JSON that scripts/start.mjs makes of its command line. */
import { onLauncherGone } from "./lifeline.ts";
import type { NewLink } from "./local-door.ts";
import { ProductRefusal } from "./product-refusal.ts";
import { type Product, type ProductOptions, startProduct } from "./start-product.ts";

const readyWithinMs = 15_000;

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt.abort());
onLauncherGone(() => interrupt.abort());

try {
  process.exitCode = await run(readOptions(process.argv[2]));
} catch (error) {
  if (interrupt.signal.aborted) process.exitCode = 0;
  else {
    process.exitCode = 1;
    console.error(error instanceof ProductRefusal ? `\n${error.message}\n${error.hint ?? ""}` : error);
  }
}

async function run(options: ProductOptions): Promise<number> {
  const tell = (line: string): void => console.error(`  ! ${line}`);
  console.log("  … starting");
  const startedAt = performance.now();
  const product = await startProduct({ ...options, tell, signal: interrupt.signal });
  const notReady = await Promise.race([firstReadiness(product), aborted(interrupt.signal)]);
  const seconds = (performance.now() - startedAt) / 1000;
  // The demo is for looking round; everything else wants somebody in charge.
  const isDemo = options.demo && options.kubeconfig === undefined;
  const setUpLink = isDemo ? undefined : await product.setUpLink();
  console.log(welcome(product, options, seconds, notReady, setUpLink));
  const reason = await Promise.race([product.ended, aborted(interrupt.signal)]);
  if (reason === undefined) {
    console.log("\n  … stopping");
    await product.stop();
    console.log("  stopped; nothing is lost, npm start goes on where it was");
    return 0;
  }
  console.error(`\nResource Manager had to stop. ${reason}`);
  return 1;
}

/** Why it is still not ready for use after a while; undefined when it is. */
async function firstReadiness(product: Product): Promise<string | undefined> {
  try {
    await product.untilApiReady(readyWithinMs);
    return undefined;
  } catch {
    return product.notReadyReason();
  }
}

function welcome(
  product: Product,
  options: ProductOptions,
  seconds: number,
  notReady: string | undefined,
  setUpLink: NewLink | undefined,
): string {
  const cluster =
    options.kubeconfig === undefined
      ? `embedded; beside it: kubectl --kubeconfig ${product.kubeconfigPath} get pods -A`
      : `${options.kubeconfig}${options.context === undefined ? "" : `, context ${options.context}`}`;
  return `
  Resource Manager   ${product.url}   (ready in ${seconds.toFixed(1)} s)
  Playground         ${product.url}/playground
${options.demo && options.kubeconfig === undefined ? `  Break something    ${product.url}/chaos   (the demo's cluster only)\n` : ""}  Cluster            ${cluster}
${product.chaosControl === undefined ? "" : `  Chaos              ${product.chaosControl}   (packages/cluster-faults/README.md)\n`}  Data and logs      ${product.folder}
${setUpLink === undefined ? "" : `\n  Set up an admin    ${setUpLink.url}   (once, within 24 hours; a new one: npm run admin -- set-up-link)\n`}${notReady === undefined ? "" : `\n  ! not ready yet: ${notReady}\n`}
  Ctrl-C ends it; the next start goes on where it was.
`;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

function readOptions(json: string | undefined): ProductOptions {
  if (json === undefined) throw new ProductRefusal("Start the product with: npm start");
  return JSON.parse(json) as ProductOptions;
}
