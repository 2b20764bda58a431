import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { ApiError } from "./api-error.ts";
import { costOf, TOKENS_MAX } from "./limits/limits.ts";
import { isNestedTooDeep, NESTING_MAX } from "./limits/nesting.ts";

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface AdmittedDocument {
  readonly document: DocumentNode;
  /** That the operation resolves, about. */
  readonly fields: number;
}

const REMEMBERED_MAX = 500;
/** Of all that are remembered, so that nobody fills the memory with documents: a token and the node made of it take some 200 bytes. */
const REMEMBERED_TOKENS_MAX = 100_000;
/** Longer texts are not remembered. */
const REMEMBERED_LENGTH_MAX = 20_000;

interface Prepared {
  readonly document: DocumentNode;
  readonly tokens: number;
  /** Null: not validated yet. */
  errors: readonly GraphQLError[] | null;
  /** By which Apollo Server asks for it; null: it has not yet found it valid. */
  key: string | null;
}

/** Where Apollo Server keeps the documents that it found valid, by a key of its own. */
export interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Documents as they were parsed and validated: clients send the same few again and again. One memory serves both transports. */
export class PreparedDocuments {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, Prepared>();
  readonly #valid = new Map<string, DocumentNode>();
  #tokens = 0;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The parsed document, or why its operation may not run: it is no GraphQL, or too large. What it means is not checked here. */
  admit(request: GraphQLRequest): AdmittedDocument | { readonly error: GraphQLError } {
    const prepared = this.#prepare(request.query);
    if (prepared instanceof GraphQLError) return { error: prepared };
    const fields = costOf(this.#schema, prepared.document, request.operationName, request.variables);
    return fields instanceof ApiError ? { error: fields } : { document: prepared.document, fields };
  }

  /** What validation has to say of an admitted document. */
  validate(query: string): readonly GraphQLError[] {
    const prepared = this.#prepare(query);
    if (prepared instanceof GraphQLError) return [prepared];
    prepared.errors ??= validate(this.#schema, prepared.document).map((error) =>
      withCode(error, "GRAPHQL_VALIDATION_FAILED"),
    );
    return prepared.errors;
  }

  /** The same memory as Apollo Server wants it. A document that is not remembered here is not remembered there either. */
  get store(): DocumentStore {
    return {
      get: async (key) => this.#valid.get(key),
      set: async (key, { loc }) => {
        const prepared = loc && this.#known.get(loc.source.body);
        if (prepared === undefined) return;
        Object.assign(prepared, { errors: [], key });
        this.#valid.set(key, prepared.document);
      },
      delete: async (key) => void this.#valid.delete(key),
    };
  }

  #prepare(query: string): Prepared | GraphQLError {
    const known = this.#known.get(query);
    if (known) return known;
    try {
      if (isNestedTooDeep(query)) {
        return new ApiError("QUERY_TOO_COMPLEX", `the document is nested too deep: at most ${NESTING_MAX} brackets`);
      }
      const document = parse(query, { maxTokens: TOKENS_MAX });
      const prepared: Prepared = { document, tokens: tokensOf(document), errors: null, key: null };
      this.#remember(query, prepared);
      return prepared;
    } catch (error) {
      if (error instanceof GraphQLError) return withCode(error, "GRAPHQL_PARSE_FAILED");
      throw error;
    }
  }

  #remember(query: string, prepared: Prepared): void {
    if (query.length > REMEMBERED_LENGTH_MAX) return;
    this.#known.set(query, prepared);
    this.#tokens += prepared.tokens;
    for (const [oldest, { tokens, key }] of this.#known) {
      if (this.#known.size <= REMEMBERED_MAX && this.#tokens <= REMEMBERED_TOKENS_MAX) return;
      this.#known.delete(oldest);
      this.#tokens -= tokens;
      if (key !== null) this.#valid.delete(key);
    }
  }
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) count++;
  return count;
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
