/** `npm run audit`: the trail of one ledger, verified, exported and cut. Exit code 1: the trail is not whole; 2: it could not be asked. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import type { Actor } from "@resource-manager/domain/model/actor";
import type { AuditLink } from "@resource-manager/domain/model/audit";
import { asJsonLine, LineCheck } from "@resource-manager/domain/rules/audit-lines";
import { readAuditFile, verifyAuditFile } from "./audit-file.ts";
import { ledgerFile } from "./ledger-file.ts";
import { openLedger } from "./open-ledger.ts";

const HELP = `npm run audit -- verify [--expect SEQUENCE:HASH]      is every event as it was written, and none removed or moved?
npm run audit -- export [--since TIME] [--until TIME] JSON lines to standard output, oldest first
npm run audit -- check FILE [--expect SEQUENCE:HASH]  are the lines of an export as they were written? Takes no ledger; -: standard input
npm run audit -- trim --before TIME                   cuts off what is older; the rest stays provable. The product has to be stopped

  --data-dir PATH   as for npm start (default .data); names one ledger where there are several: .data/CLUSTER
  --expect          a place and its hash that an earlier "verify" printed: proves that nothing up to there was rewritten since
  TIME              2026-01-31 or 2026-01-31T12:00:00Z`;

class Usage extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "data-dir": { type: "string", default: ".data" },
      expect: { type: "string" },
      since: { type: "string" },
      until: { type: "string" },
      before: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [command, named] = positionals;
  const file = () => ledgerFile(resolve(values["data-dir"]));
  if (command === "verify") return verify(file(), values.expect === undefined ? null : readLink(values.expect));
  if (command === "check") {
    if (named === undefined) throw new Usage(HELP);
    return check(named, values.expect === undefined ? null : readLink(values.expect));
  }
  if (command === "export") return exportLines(file(), readTime(values.since), readTime(values.until));
  if (command === "trim") {
    const before = readTime(values.before);
    if (before === undefined) throw new Usage(HELP);
    return trim(file(), before);
  }
  throw new Usage(HELP);
}

async function verify(file: string, expected: AuditLink | null): Promise<number> {
  const { events, checkpoint, head, faults } = await verifyAuditFile(file, expected);
  if (checkpoint) console.log(`${checkpoint.events} events up to ${checkpoint.sequence} were cut off in order`);
  for (const { kind, message } of faults) console.log(`${kind}: ${message}`);
  console.log(`${events} events, ${faults.length === 0 ? "the chain is whole" : `${faults.length} faults`}`);
  if (head && faults.length === 0) console.log(`the newest is ${head.sequence}:${head.hash}`);
  return faults.length === 0 ? 0 : 1;
}

async function exportLines(file: string, since: Date | undefined, until: Date | undefined): Promise<number> {
  const range = { ...(since ? { since } : {}), ...(until ? { until } : {}) };
  for await (const event of readAuditFile(file, range)) process.stdout.write(`${asJsonLine(event)}\n`);
  return 0;
}

async function check(name: string, expected: AuditLink | null): Promise<number> {
  const checking = new LineCheck(expected);
  const input = name === "-" ? process.stdin : createReadStream(name);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) checking.add(line);
  const { events, leftOut, last, faults } = checking.end();
  for (const { line, message } of faults) console.log(`line ${line}: ${message}`);
  console.log(`${events} events, ${faults.length === 0 ? "each as it was written" : `${faults.length} faults`}`);
  if (leftOut > 0) console.log(`${leftOut} events between them are not in the export`);
  if (last && faults.length === 0) console.log(`the newest is ${last.sequence}:${last.hash}`);
  return faults.length === 0 ? 0 : 1;
}

async function trim(file: string, before: Date): Promise<number> {
  const clock = { now: () => new Date(), schedule: () => () => undefined };
  await using ledger = await openLedger({ file, clock, ids: { uuid: randomUUID } });
  const person = process.env.USER ?? "somebody";
  const actor: Actor = { kind: "SYSTEM", id: "audit-command", name: "npm run audit", onBehalfOf: person };
  const checkpoint = await ledger.trimAudit(actor, before);
  console.log(
    checkpoint ? `${checkpoint.events} events up to ${checkpoint.sequence} were cut off` : "nothing is so old",
  );
  return 0;
}

function readLink(text: string): AuditLink {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) throw new Usage(`--expect SEQUENCE:HASH, not ${text}`);
  return { sequence: Number(sequence), hash };
}

function readTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Usage(`${text} is no time; write 2026-01-31 or 2026-01-31T12:00:00Z`);
  return time;
}
