import { type Operation, operationSubject } from "@resource-manager/domain/model/operation";
import type { Ledger } from "@resource-manager/domain/ports/ledger";

/** Whose a namespace is, in memory, so that what names only a namespace can be shown to its team. */
export class TeamDirectory {
  readonly #ledger: Pick<Ledger, "namespaces" | "subscribe">;
  #teamOf: ReadonlyMap<string, string> = new Map();
  #unsubscribe: () => void = () => undefined;

  constructor(ledger: Pick<Ledger, "namespaces" | "subscribe">) {
    this.#ledger = ledger;
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#ledger.subscribe(({ teams }) => {
      // One that is not known yet is nobody's: for that moment only those see it who see everything.
      if (teams.length > 0) void this.#load();
    });
    await this.#load();
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** Null: no team's. */
  ofNamespace(namespace: string | null): string | null {
    return namespace === null ? null : (this.#teamOf.get(namespace) ?? null);
  }

  /** Of `team:name`, `pod:namespace/name` and `namespace:name`; null: no team's. */
  ofSubject(subject: string): string | null {
    const [, kind, name = ""] = /^(\w+):([^/]*)/.exec(subject) ?? [];
    if (kind === "team") return name;
    return kind === "pod" || kind === "namespace" ? this.ofNamespace(name) : null;
  }

  ofOperation(operation: Pick<Operation, "team" | "server" | "namespace" | "name">): string | null {
    return this.ofSubject(operationSubject(operation));
  }

  async #load(): Promise<void> {
    const namespaces = await this.#ledger.namespaces();
    this.#teamOf = new Map(namespaces.map(({ name, team }) => [name, team]));
  }
}
