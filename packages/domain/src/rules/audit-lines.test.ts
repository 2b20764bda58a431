import { expect, test } from "vitest";
import type { AuditLink, SealedEvent } from "../model/audit.ts";
import { GENESIS, seal } from "./audit-chain.ts";
import { asJsonLine, LineCheck } from "./audit-lines.ts";

function trail(length: number): readonly SealedEvent[] {
  const events: SealedEvent[] = [];
  let head: AuditLink = GENESIS;
  for (let number = 1; number <= length; number += 1) {
    const event = seal(head, {
      ...{ id: `id-${number}`, at: new Date(number * 1_000), action: "updatePod", subject: "pod:red/train" },
      actor: { kind: "USER", id: "ann", name: "Ann", request: { id: "request-1", from: "10.0.0.1" } },
      ...{ result: "ACCEPTED", reason: null, operationId: null },
      ...{ before: [{ field: "gpus", value: "1" }], after: [{ field: "gpus", value: "2" }] },
    });
    events.push(event);
    head = event;
  }
  return events;
}

function check(lines: readonly string[], anchor: AuditLink | null = null) {
  const checking = new LineCheck(anchor);
  for (const line of lines) checking.add(line);
  return checking.end();
}

const LINES = trail(5).map(asJsonLine);

test("lines that were exported are whole, also where some were not asked for", () => {
  expect(check(LINES)).toMatchObject({ events: 5, leftOut: 0, last: { sequence: 5 }, faults: [] });
  expect(check(LINES.toSpliced(1, 2))).toMatchObject({ events: 3, leftOut: 2, faults: [] });
  expect(check([])).toEqual({ events: 0, leftOut: 0, last: null, faults: [] });
});

test("a line that was altered, moved, doubled, written anew or is no event is named", () => {
  const faults = (lines: readonly string[]) => check(lines).faults.map(({ line, message }) => `${line}: ${message}`);
  const altered = LINES.with(2, (LINES[2] ?? "").replace("10.0.0.1", "10.0.0.2"));
  expect(faults(altered)).toEqual(["3: event 3 is not as it was written"]);
  expect(faults([...LINES.slice(0, 2), ...LINES.slice(1)])).toEqual(["3: event 2 stands behind event 2"]);
  const [first, second] = trail(2);
  if (!first || !second) throw new Error("no events");
  const anew = seal(GENESIS, { ...first, reason: "another" });
  expect(faults([asJsonLine(anew), asJsonLine(second)])).toEqual(["2: event 2 does not build on the one before it"]);
  expect(faults(["{", "null", `{"sequence":1}`])).toEqual(
    [1, 2, 3].map((line) => `${line}: it is no event of an audit trail`),
  );
});

test("what was written down has to be there, with its hash", () => {
  const last = trail(5).at(-1);
  if (!last) throw new Error("no events");
  const { sequence, hash } = last;
  expect(check(LINES, { sequence, hash }).faults).toEqual([]);
  expect(check(LINES, { sequence, hash: GENESIS.hash }).faults).toMatchObject([{ line: 5 }]);
  expect(check(LINES.slice(0, 4), { sequence, hash }).faults).toMatchObject([
    { message: expect.stringContaining("is not among them") },
  ]);
});
