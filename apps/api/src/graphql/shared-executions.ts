import { createSourceEventStream, type DocumentNode, type ExecutionArgs, type ExecutionResult, execute } from "graphql";
import { sightOf } from "../live/sight.ts";
import type { GraphQLContext } from "./context.ts";

type Result = ExecutionResult | Promise<ExecutionResult>;

/**
 * Subscribes, and works out what a message means once for all who asked the same of it: a message is one object for all
 * subscribers of a group, and whoever sends the same document and variables and sees the same gets the same answer to it.
 */
export class SharedExecutions {
  readonly #results = new WeakMap<object, Map<string, Result>>();
  readonly #documents = new WeakMap<DocumentNode, number>();
  #documentCount = 0;

  async subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const key = this.#keyOf(args);
    return new MappedIterator(source[Symbol.asyncIterator](), (message) => this.#execute(args, message, key));
  }

  #execute(args: ExecutionArgs, message: unknown, key: string): Result {
    if (typeof message !== "object" || message === null) return execute({ ...args, rootValue: message });
    const known = this.#results.get(message) ?? new Map<string, Result>();
    this.#results.set(message, known);
    const result = known.get(key) ?? execute({ ...args, rootValue: message });
    known.set(key, result);
    return result;
  }

  #keyOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
    const sight = sightOf((contextValue as GraphQLContext).viewer);
    return JSON.stringify([this.#idOf(document), operationName, variableValues, sight.name]);
  }

  #idOf(document: DocumentNode): number {
    let id = this.#documents.get(document);
    if (id === undefined) {
      this.#documentCount += 1;
      id = this.#documentCount;
      this.#documents.set(document, id);
    }
    return id;
  }
}

/** An iterator with each value mapped. Unlike a generator it can be ended while a value is awaited. */
class MappedIterator<From, To> implements AsyncIterableIterator<To> {
  readonly #source: AsyncIterator<From>;
  readonly #map: (value: From) => To | Promise<To>;

  constructor(source: AsyncIterator<From>, map: (value: From) => To | Promise<To>) {
    this.#source = source;
    this.#map = map;
  }

  async next(): Promise<IteratorResult<To>> {
    const { done, value } = await this.#source.next();
    return done ? { done: true, value: undefined } : { done: false, value: await this.#map(value) };
  }

  async return(): Promise<IteratorResult<To>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<To>> {
    await this.#source.return?.();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
