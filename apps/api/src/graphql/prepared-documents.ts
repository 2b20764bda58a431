import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { ApiError } from "./api-error.ts";
import { TOKENS_MAX, tooComplex } from "./limits/limits.ts";
import { isNestedTooDeep, NESTING_MAX } from "./limits/nesting.ts";

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

const REMEMBERED_MAX = 500;
/** Longer texts are not remembered: they would fill the memory. */
const REMEMBERED_LENGTH_MAX = 20_000;

interface Prepared {
  readonly document: DocumentNode;
  /** Null: not validated yet. */
  errors: readonly GraphQLError[] | null;
}

/** Documents as they were parsed and validated: clients send the same few again and again. */
export class PreparedDocuments {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, Prepared>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The parsed document, or why its operation may not run: it is no GraphQL, or too large. What it means is not checked here. */
  admit(request: GraphQLRequest): { readonly document: DocumentNode } | { readonly error: GraphQLError } {
    const prepared = this.#prepare(request.query);
    if (prepared instanceof GraphQLError) return { error: prepared };
    const refused: ApiError | null = tooComplex(
      this.#schema,
      prepared.document,
      request.operationName,
      request.variables,
    );
    return refused === null ? prepared : { error: refused };
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

  #prepare(query: string): Prepared | GraphQLError {
    const known = this.#known.get(query);
    if (known) return known;
    try {
      if (isNestedTooDeep(query)) {
        return new ApiError("QUERY_TOO_COMPLEX", `the document is nested too deep: at most ${NESTING_MAX} brackets`);
      }
      const prepared: Prepared = { document: parse(query, { maxTokens: TOKENS_MAX }), errors: null };
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
    if (this.#known.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
