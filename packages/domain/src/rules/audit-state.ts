import type { AuditRecord } from "../model/audit.ts";

/** One thing that an event changed. Null: there was nothing, or it is gone. */
export interface AuditChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A pod, team or other subject as its events leave it. */
export interface AuditedState {
  readonly exists: boolean;
  /** Every field that an event told of, by name. Empty once it is gone. */
  readonly fields: ReadonlyMap<string, string>;
  /** The event that left it so; null: none told of it until then. */
  readonly lastEvent: AuditRecord | null;
}

/** What an event changed, field by field, in whatever shape it was written: `[{ field, value }]`, an object, or one value. */
export function auditChanges({ before, after }: Pick<AuditRecord, "before" | "after">): readonly AuditChange[] {
  const [old, next] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...next.keys()])].map((field) => ({
    field,
    before: old.get(field) ?? null,
    after: next.get(field) ?? null,
  }));
}

/**
 * The subject as `events` (its own, oldest first) leave it. What was accepted holds from then on, though the cluster may follow a
 * moment later; where its operation was undone, it is taken back.
 */
export function auditedState(events: readonly AuditRecord[]): AuditedState {
  const fold = new SubjectFold();
  for (const event of events) fold.add(event);
  return fold.state;
}

/** The same, event by event. */
export class SubjectFold {
  #state: AuditedState = { exists: false, fields: new Map(), lastEvent: null };
  /** By the operation that may still take its change back. */
  readonly #before = new Map<string, AuditedState>();

  get state(): AuditedState {
    return this.#state;
  }

  add(event: AuditRecord): void {
    const { operationId, result } = event;
    if (operationId !== null && result === "ACCEPTED" && !this.#before.has(operationId))
      this.#before.set(operationId, this.#state);
    const undone = operationId !== null && result === "UNDONE" ? this.#before.get(operationId) : undefined;
    if (undone) this.#state = { ...undone, lastEvent: event };
    else if (changesSubject(event)) this.#state = changed(this.#state, event);
    if (operationId !== null && result !== "ACCEPTED") this.#before.delete(operationId);
  }
}

/** What tells of its subject by an object. Others' objects are of something beside it: a counter, a request, a member. */
const TOLD_BY_OBJECT: ReadonlySet<string> = new Set([
  ...["cordonServer", "uncordonServer", "drainServer", "drainServer.move"],
  ...["heal.ADOPT", "heal.RECREATE", "heal.RELEASE"],
]);

/** Refusals change nothing. */
function changesSubject({ action, result, before, after }: AuditRecord): boolean {
  const told = after ?? before;
  const isOfSubject = Array.isArray(told) || (TOLD_BY_OBJECT.has(action) && typeof told === "object" && told !== null);
  return (result === "ACCEPTED" || result === "DONE") && isOfSubject;
}

function changed(state: AuditedState, event: AuditRecord): AuditedState {
  const isGone = (event.after ?? null) === null;
  const fields = isGone ? new Map<string, string>() : new Map(state.fields);
  for (const { field, after } of auditChanges(event)) {
    if (after === null) fields.delete(field);
    else fields.set(field, after);
  }
  return { exists: !isGone, fields, lastEvent: event };
}

function fieldsOf(value: unknown): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object") return new Map([["value", textOf(value)]]);
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => (isField(item) ? [item.field, item.value] : [String(index), item]))
    : Object.entries(value);
  return new Map(entries.filter(([, each]) => each !== null).map(([name, each]) => [name, textOf(each)]));
}

function isField(item: unknown): item is { readonly field: string; readonly value: unknown } {
  return (
    typeof item === "object" && item !== null && "field" in item && typeof item.field === "string" && "value" in item
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
