import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { help, readOptions } from "./options.ts";
import { ReplayRefusal } from "./refusal.ts";
import { replay } from "./replay.ts";

const embeddedKubeconfig = fileURLToPath(new URL("../../../.data/embedded/kubeconfig", import.meta.url));

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof ReplayRefusal ? `\n${error.message}` : error);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(help);
    return 0;
  }
  const kubeconfig = options.kubeconfig ?? embeddedKubeconfig;
  if (!existsSync(kubeconfig)) {
    throw new ReplayRefusal(
      `There is no kubeconfig ${kubeconfig}. Start the product first, or name one with --kubeconfig.`,
    );
  }
  const { differences, rowProblems } = await replay({ ...options, kubeconfig });
  const rows = rowProblems.length === 0 ? "" : `, ${rowProblems.length} bad rows left out`;
  console.log(`\n${differences} differences${rows}`);
  return differences === 0 ? 0 : 1;
}
