import type { AuditRecord } from "../model/audit.ts";
import { type AuditedState, SubjectFold } from "./audit-state.ts";

/** Ends of an operation on a pod, after which it holds what it says and nothing besides. */
const ENDS: ReadonlySet<string> = new Set(["operation.UPDATE_POD", "operation.HEAL"]);

/** The events that tell what a server was and what was placed on it, for whoever looks them up. */
export const PLACING_ACTIONS: readonly string[] = [
  ...["cordonServer", "uncordonServer", "drainServer"],
  ...["operation.CORDON_SERVER", "operation.UNCORDON_SERVER", "operation.DRAIN_SERVER"],
  ...["createPod", "updatePod", "deletePod", "drainServer.move"],
  ...["heal.ADOPT", "heal.RECREATE", "heal.RELEASE"],
  ...["operation.CREATE_POD", "operation.DELETE_POD", ...ENDS],
];

/** A pod as its events tell of it, and where it holds something. */
interface PlacedPod {
  readonly fold: SubjectFold;
  /** Where it holds room besides, until its move is over. */
  leaves: string | null;
  /** Its last fields before its deletion, whose room is held until it is proven gone. */
  ending: ReadonlyMap<string, string> | null;
}

/**
 * A server as the audit trail tells of it, event by event, oldest first: whether it was cordoned, and which pods of ours held room on it. A
 * pod that moves holds it on both servers until the move is over, one that is deleted until it is proven gone. What the cluster alone knows
 * (capacity, Ready, other tools' pods) is in no event.
 */
export class ServerHistory {
  readonly #server: string;
  readonly #own = new SubjectFold();
  readonly #pods = new Map<string, PlacedPod>();
  #lastEvent: AuditRecord | null = null;

  constructor(server: string) {
    this.#server = server;
  }

  add(event: AuditRecord): void {
    if (event.result === "REFUSED") return;
    if (event.subject === `server:${this.#server}`) {
      this.#own.add(event);
      this.#lastEvent = event;
    } else if (event.subject.startsWith("pod:")) {
      this.#addToPod(event);
    }
  }

  /** `cordoned`, where an event told; how many `pods` and `gpus` are held; and what each pod holds, by its name. */
  get state(): AuditedState {
    const held = [...this.#pods].flatMap(([subject, pod]) => this.#heldBy(subject, pod));
    const gpus = held.reduce((sum, { fields }) => sum + Number(fields.get("gpus") ?? 0), 0);
    const fields = new Map([
      ...this.#own.state.fields,
      ["pods", String(held.length)],
      ["gpus", String(gpus)],
      ...held.map(({ subject, fields: of, note }): [string, string] => [subject, `${amountsOf(of)}${note}`]),
    ]);
    const exists = this.#lastEvent !== null;
    return { exists, fields: exists ? fields : new Map(), lastEvent: this.#lastEvent };
  }

  #addToPod(event: AuditRecord): void {
    const pod = this.#pods.get(event.subject) ?? { fold: new SubjectFold(), leaves: null, ending: null };
    const was = pod.fold.state;
    const heldBefore = this.#heldBy(event.subject, pod).length > 0;
    pod.fold.add(event);
    const now = pod.fold.state;
    const [from, to] = [was.fields.get("server") ?? null, now.fields.get("server") ?? null];
    if (was.exists && !now.exists && event.action === "deletePod") pod.ending = was.fields;
    else if (now.exists && event.result === "ACCEPTED" && from !== null && from !== to) pod.leaves = from;
    else if (isEnd(event)) pod.leaves = null;
    if (now.exists || event.action === "heal.RELEASE" || isGone(event)) pod.ending = null;
    if (now.exists || pod.ending !== null) this.#pods.set(event.subject, pod);
    else this.#pods.delete(event.subject);
    if (heldBefore || this.#heldBy(event.subject, pod).length > 0) this.#lastEvent = event;
  }

  #heldBy(subject: string, { fold, leaves, ending }: PlacedPod) {
    const { exists, fields } = fold.state;
    const server = fields.get("server");
    if (ending?.get("server") === this.#server) return [{ subject, fields: ending, note: ", until it is proven gone" }];
    if (exists && server === this.#server) return [{ subject, fields, note: "" }];
    const isLeft = exists && leaves === this.#server;
    return isLeft ? [{ subject, fields, note: `, until it has moved to ${server}` }] : [];
  }
}

function isEnd({ action, result }: AuditRecord): boolean {
  return ENDS.has(action) && result !== "ACCEPTED";
}

function isGone({ action, result }: AuditRecord): boolean {
  return action === "operation.DELETE_POD" && result === "DONE";
}

function amountsOf(fields: ReadonlyMap<string, string>): string {
  const gpus = fields.get("gpus");
  const rest = ["cpu", "ram", "storage"].flatMap((name) => (fields.has(name) ? [`${name} ${fields.get(name)}`] : []));
  return [...(gpus === undefined ? [] : [`${gpus} ${gpus === "1" ? "GPU" : "GPUs"}`]), ...rest].join(", ");
}
