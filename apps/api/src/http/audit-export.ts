import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type AuditEntry, type AuditFilter, EVERY_EVENT } from "@resource-manager/domain/model/audit";
import { ok, type Result, refuse } from "@resource-manager/domain/model/result";
import { asJsonLine } from "@resource-manager/domain/rules/audit-lines";
import { notPermittedBecause } from "@resource-manager/domain/rules/permissions";
import type { Request, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import { AuditResult } from "../graphql/audit/audit.type.ts";
import type { Services } from "../services.ts";
import { type Asker, recogniseAsker } from "./asker.ts";
import { ASKER_LIMITS, type AskerLimits } from "./asker-limits.ts";
import { answerFault } from "./auth-answers.ts";
import { strangerBecause } from "./request-origin.ts";

export interface AuditExportOptions {
  /** Null: the product is still starting. */
  readonly services: () => Services | null;
  readonly limits: AskerLimits;
  /** The origin that browsers use, where it is not this machine's. */
  readonly publicUrl: string | null;
  readonly log: Logger;
}

/** So much of the trail is in memory at a time, however long it is and however slowly it is taken. */
const EVENTS_AT_ONCE = 500;
/** What one export counts for, among what its asker may ask for. */
const COST_IN_FIELDS = 100_000;
const TEXT_LENGTH_MAX = 1_000;
const VALUES_MAX = 100;

/**
 * The audit trail as JSON lines, oldest first, as far as it reaches now: who may see all of it, with the filters of `auditEvents`. Each line
 * has what its hash is made of, so that `npm run audit -- check` needs no ledger; `x-audit-head` is the newest event of the whole trail.
 */
export function auditExport(options: AuditExportOptions): RequestHandler {
  return async (req, res) => {
    res.setHeader("cache-control", "no-store");
    const admitted = admit(options, req, res);
    if (admitted === null) return;
    try {
      await answer(options, admitted, res);
    } catch (error) {
      options.log.error({ err: error }, "an export of the audit trail failed");
      answerFault(res, 500, "INTERNAL_SERVER_ERROR", "internal error; it is in the log");
    }
  };
}

async function answer({ log }: AuditExportOptions, { ready, asker, filter }: Admitted, res: Response): Promise<void> {
  const [newest] = await ready.ledger.auditEvents(EVERY_EVENT, 1, null);
  const lines = linesUpTo(ready.ledger, filter, newest?.sequence ?? 0);
  // Before anything is said, so that what goes wrong at once has an answer.
  const first = await lines.next();
  if (newest) res.setHeader("x-audit-head", `${newest.sequence}:${newest.hash}`);
  res.setHeader("content-type", "application/x-ndjson; charset=utf-8");
  res.setHeader("content-disposition", 'attachment; filename="audit.jsonl"');
  const over = new AbortController();
  const stopWaiting = asker.whenOver(() => over.abort());
  try {
    await pipeline(Readable.from(beginning(first, lines)), res, { signal: over.signal });
  } catch (error) {
    // The connection is cut by now, so that nobody takes a part for the whole.
    const isAskersDoing = over.signal.aborted || isGone(error);
    if (!isAskersDoing) log.error({ err: error }, "an export of the audit trail ended early");
  } finally {
    stopWaiting();
  }
}

async function* linesUpTo(
  ledger: Pick<Services["ledger"], "auditEventsAfter">,
  filter: AuditFilter,
  last: number,
): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const events = (await ledger.auditEventsAfter(filter, EVENTS_AT_ONCE, after)).filter(
      ({ sequence }) => sequence <= last,
    );
    const newest = events.at(-1);
    if (newest === undefined) return;
    yield events.map((event) => `${asJsonLine(event)}\n`).join("");
    after = newest.sequence;
  }
}

async function* beginning(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

interface Admitted {
  readonly ready: Services;
  readonly asker: Asker;
  readonly filter: AuditFilter;
}

/** Null: it is answered. */
function admit({ services, publicUrl, limits }: AuditExportOptions, req: Request, res: Response): Admitted | null {
  const fault = (status: number, code: string, message: string): null => {
    answerFault(res, status, code, message);
    return null;
  };
  const stranger = strangerBecause(req.headers, publicUrl);
  if (stranger !== null) return fault(403, "FORBIDDEN", stranger);
  if (req.method !== "GET") return fault(405, "METHOD_NOT_ALLOWED", "use GET");
  if (req.path !== "/") return fault(404, "NOT_FOUND", "there is nothing here");
  const ready = services();
  if (ready === null) return fault(503, "STARTING", "the product is starting; try again in a moment");
  const asker = recogniseAsker(req.headers.authorization, req.headers, ready);
  if (!asker.ok) return fault(401, "UNAUTHENTICATED", asker.error);
  const notPermitted = notPermittedBecause(asker.value.viewer, "seeAll");
  if (notPermitted !== null) return fault(403, "FORBIDDEN", notPermitted);
  const filter = readFilter(req.query);
  if (!filter.ok) return fault(400, "BAD_USER_INPUT", filter.error);
  const tooMuch = limits.spend(asker.value.limitKey, COST_IN_FIELDS);
  if (tooMuch !== null) {
    res.setHeader("retry-after", String(ASKER_LIMITS.windowMs / 1_000));
    return fault(429, "TOO_MANY_REQUESTS", tooMuch.message);
  }
  return { ready, asker: asker.value, filter: filter.value };
}

const PARAMETERS = ["actor", "action", "subject", "team", "result", "since", "until"] as const;
type Parameter = (typeof PARAMETERS)[number];

/** `actor`, `subject`, `team`, `since` and `until` once; `action` and `result` as often as one likes. Refused with the name of what is wrong. */
function readFilter(query: Request["query"]): Result<AuditFilter, string> {
  const given = new Map<Parameter, readonly string[]>();
  for (const [name, value] of Object.entries(query)) {
    const known = PARAMETERS.find((parameter) => parameter === name);
    if (known === undefined) return refuse(`"${name.slice(0, 64)}" is no filter; there are ${PARAMETERS.join(", ")}`);
    const values = [value].flat();
    const isText = values.every((each) => typeof each === "string" && each.length <= TEXT_LENGTH_MAX);
    const most = known === "action" || known === "result" ? VALUES_MAX : 1;
    if (!isText || values.length > most) return refuse(`${known}: at most ${most}, of ${TEXT_LENGTH_MAX} characters`);
    given.set(known, values as readonly string[]);
  }
  const results = given.get("result") ?? null;
  const unknown = results?.find((result) => !Object.hasOwn(AuditResult, result));
  if (unknown !== undefined) return refuse(`result: one of ${Object.keys(AuditResult).join(", ")}`);
  const times = { since: timeOf(given.get("since")), until: timeOf(given.get("until")) };
  const wrong = Object.entries(times).find(([, time]) => Number.isNaN(time?.getTime()));
  if (wrong) return refuse(`${wrong[0]}: a time such as 2026-01-31T12:00:00Z`);
  const one = (name: Parameter): string | null => given.get(name)?.[0] ?? null;
  return ok({
    ...EVERY_EVENT,
    ...{ actor: one("actor"), subject: one("subject"), team: one("team"), ...times },
    actions: given.get("action") ?? null,
    results: results as readonly AuditEntry["result"][] | null,
  });
}

function timeOf(values: readonly string[] | undefined): Date | null {
  const [text] = values ?? [];
  return text === undefined ? null : new Date(text);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
