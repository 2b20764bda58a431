import type { Operation } from "@resource-manager/domain/model/operation";
import type { ObservedPod } from "@resource-manager/domain/model/pod";
import { podKeyText } from "@resource-manager/domain/model/pod";
import type { Refusal } from "@resource-manager/domain/model/refusal";
import type { Result } from "@resource-manager/domain/model/result";
import type { CommandOutcome } from "@resource-manager/domain/operations/commands";
import type { World } from "./world.ts";

type Answer = Result<Pick<CommandOutcome, "pod" | "operation">, Refusal>;

/** What users were told and what others own: the product is held to both. */
export class Witness {
  /** Pods of which a user was told that they were created. */
  readonly #acknowledged = new Set<string>();
  /** By idempotency key: the operation that was answered, or that it was refused before there was one. */
  readonly #answers = new Map<string, string>();
  readonly #foreign = new Map<string, string>();
  readonly #broken: string[] = [];

  /** Notes an answer that reached its user. */
  answered(verb: string, key: string | null, answer: Answer): void {
    if (verb === "create" && answer.ok) this.#acknowledged.add(answer.value.pod.id);
    if (key === null) return;
    const before = this.#answers.get(key);
    const now = textOf(answer);
    // An operation that was under way may have been undone since: that is a refusal, and the end of it.
    const ended = before?.startsWith("operation") && !answer.ok;
    if (before === undefined || ended) this.#answers.set(key, now);
    else if (before !== now) this.#broken.push(`I6 ${verb} with key ${key} was answered ${before}, then ${now}`);
  }

  /** A pod that somebody else made: nobody but somebody else may touch it. */
  owns(pod: ObservedPod): void {
    this.#foreign.set(pod.uid, signature(pod));
  }

  disowns(uid: string | undefined): void {
    if (uid !== undefined) this.#foreign.delete(uid);
  }

  /** To be called when the last server of foreign pods went, with the pods on it. */
  serverGone(pods: readonly ObservedPod[]): void {
    for (const { uid } of pods) this.#foreign.delete(uid);
  }

  /** What is broken by now, each with its invariant. */
  broken({ cluster }: World): string[] {
    const found = this.#broken.splice(0);
    const there = new Map([...cluster.pods().values()].map((pod) => [pod.uid, pod]));
    for (const [uid, was] of this.#foreign) {
      const pod = there.get(uid);
      if (!pod) found.push(`I8 the foreign pod ${uid} is gone`);
      else if (signature(pod) !== was) found.push(`I8 the foreign pod ${podKeyText(pod)} was changed`);
    }
    return found;
  }

  /** Every acknowledged create has its pod, or a record that says why not. */
  async brokenAtRest({ ledger }: World): Promise<string[]> {
    const found: string[] = [];
    for (const id of this.#acknowledged) {
      const pod = await ledger.podById(id);
      if (!pod) found.push(`I4 the acknowledged pod ${id} has no record`);
      else if (pod.gone && !pod.goneReason) found.push(`I4 ${podKeyText(pod)} is gone, and nothing says why`);
    }
    return found;
  }
}

function textOf(answer: Answer): string {
  if (!answer.ok) return `refused ${answer.error.kind}`;
  const operation: Operation | null = answer.value.operation;
  return operation === null ? `unchanged ${answer.value.pod.id}` : `operation ${operation.id}`;
}

function signature({ image, effective, deletionRequestedAt, mark }: ObservedPod): string {
  return JSON.stringify([image, effective, deletionRequestedAt, mark]);
}
