import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";
import { type InputKind, inputKinds } from "./input-random.ts";
import { reportOf } from "./report.ts";

const usage = `npm run fuzz -- [--inputs N] [--seed S] [--kind KIND] [--from N]

  Sends generated and changed GraphQL requests, WebSocket messages and Kubernetes objects to an API process on an embedded cluster,
  and expects a typed answer to each, a process that lives, and a memory that does not grow. npm run build comes before it.

  --inputs  how many, 20000 unless said otherwise: two fifths over HTTP, one fifth over WebSocket, two fifths in watches
  --seed    of all that is drawn, 1
  --kind    http, websocket or watch: only these
  --from    the number of the first input, 0`;

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    kind: { type: "string" },
    from: { type: "string", default: "0" },
    help: { type: "boolean", default: false },
  },
});
const only = inputKinds.find((kind) => kind === values.kind);
const [inputs, seed, from] = [Number(values.inputs), Number(values.seed), Number(values.from)];
const isUnderstood =
  [inputs, seed, from].every(Number.isSafeInteger) && (values.kind === undefined || only !== undefined);
if (values.help || !isUnderstood) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await main();
}

async function main(): Promise<number> {
  const share = (kind: InputKind, part: number) =>
    only === undefined ? Math.ceil(inputs * part) : only === kind ? inputs : 0;
  const counts = { http: share("http", 0.4), websocket: share("websocket", 0.2), watch: share("watch", 0.4) };
  const report = await fuzz({ inputs: counts, seed, from, tell: (line) => console.error(`  … ${line}`) });
  console.log(reportOf(report, seed));
  const sent = inputKinds.reduce((sum, kind) => sum + report.tally.countOf(kind), 0);
  const failed = report.tally.faultCount;
  console.log(`${Math.max(0, sent - failed)} passed, ${failed} failed`);
  return failed === 0 && sent > 0 ? 0 : 1;
}
