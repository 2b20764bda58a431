import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { allBenches } from "./all-benches.ts";
import type { Bench } from "./bench.ts";
import { saveResults, tableOf } from "./report.ts";

const HELP = `npm run bench -- NAME…

${allBenches.map(({ name, title }) => `  ${name.padEnd(23)}${title}`).join("\n")}

  --quick      smaller and fewer: to see that a bench works; its numbers say nothing
  --repeats N  turns of each measurement, where the machine leaves no time for the bench's own number
  --pods N     pods instead of the bench's own number, servers in proportion
  --out FILE   where the samples go as JSON (default: bench-results.json)

Measures in turns, and says the load average beside each number. What else the machine does meets both sides: the ratios count.`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      repeats: { type: "string" },
      pods: { type: "string" },
      out: { type: "string", default: "bench-results.json" },
      help: { type: "boolean", default: false },
    },
  });
  const wanted = positionals.map((name) => allBenches.find((bench) => bench.name === name) ?? name);
  const unknown = wanted.filter((one) => typeof one === "string");
  if (values.help || wanted.length === 0 || unknown.length > 0) {
    console.log([...unknown.map((name) => `There is no bench "${name}".\n`), HELP].join("\n"));
    return values.help ? 0 : 2;
  }
  const [repeats, pods] = [values.repeats, values.pods].map((text) => (text === undefined ? undefined : Number(text)));
  if ([repeats, pods].some((count) => count !== undefined && !(Number.isInteger(count) && count > 0))) {
    console.log("--repeats and --pods take a number from 1 on");
    return 2;
  }
  for (const bench of wanted as Bench[]) {
    const rows = await bench.run({ quick: values.quick, repeats, pods, tell: (line) => console.error(`  … ${line}`) });
    console.log(`\n${tableOf(bench, rows)}\n`);
    saveResults(resolve(values.out), bench, rows, new Date());
  }
  return 0;
}
