import { expect, test } from "vitest";
import { TransactionGuard } from "./transaction-guard.ts";

class Statements {
  readonly #answers: Promise<string>[];
  calls = 0;

  constructor(...answers: Promise<string>[]) {
    this.#answers = answers;
  }

  async next(): Promise<string> {
    this.calls += 1;
    return (await this.#answers.shift()) ?? "none";
  }
}

test("after a failed statement nothing more is done, and the transaction cannot finish", async () => {
  const guard = new TransactionGuard();
  const statements = new Statements(Promise.reject(new Error("disk full")), Promise.resolve("too late"));
  const tx = guard.protect(statements);
  await expect(tx.next()).rejects.toThrow("disk full");
  expect(() => tx.next()).toThrow("disk full");
  expect(statements.calls).toBe(1);
  expect(() => guard.finish()).toThrow("disk full");
});

test("a transaction cannot finish while a statement runs", async () => {
  const guard = new TransactionGuard();
  const { promise, resolve } = Promise.withResolvers<string>();
  const running = guard.protect(new Statements(promise)).next();
  expect(() => guard.finish()).toThrow("still running");
  resolve("late");
  await running;
});

test("a transaction that is over does nothing more", async () => {
  const guard = new TransactionGuard();
  const statements = new Statements(Promise.resolve("first"), Promise.resolve("second"));
  const tx = guard.protect(statements);
  expect(await tx.next()).toBe("first");
  guard.finish();
  expect(() => tx.next()).toThrow("next came too late");
  expect(statements.calls).toBe(1);
});
