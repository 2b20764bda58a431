import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** What an operation would take, worked out before anything runs. */
export interface OperationCost {
  /** Fields inside fields. Introspection is not counted: graphql-js bounds it itself. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** About how many fields will be resolved: lists count by their `first`, or by what such a list usually has. */
  readonly fields: number;
}

/** Lists without `first`: how long they usually are. */
const USUAL_LENGTH = 10;
const USUAL_FIRST = 50;
const FIRST_MAX = 500;
/** Fields that ask the cluster or read the ledger for every object. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "Pod.log": 500,
  "Pod.events": 500,
  "Pod.yaml": 500,
  "Pod.operations": 50,
  "Operation.podWish": 10,
  "Operation.right": 10,
  "Query.auditChain": 5_000,
  "Query.auditedState": 500,
};

const NOTHING: Measured = { depth: 0, aliases: 0, directives: 0, fields: 0 };

interface Measured {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
}

/**
 * The cost of the one operation that will run. Each fragment is measured once per type, however often it is spread, so that this takes
 * time in proportion to the text, whatever it expands to. Unknown fields and fragments cost nothing: validation refuses them.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): OperationCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const meter = new Meter(schema, fragments, { ...defaultsOf(operation), ...variables });
  const root = schema.getRootType(operation.operation) ?? null;
  const measured = meter.selections(operation.selectionSet, root);
  const rootFields = meter.countFields(operation.selectionSet);
  const directives = measured.directives + (operation.directives?.length ?? 0);
  return { ...measured, directives, rootFields };
}

/** Whole numbers that variables have where the request gives them no value. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, number> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)] as const] : [],
    ),
  );
}

class Meter {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #measured = new Map<string, Measured>();
  readonly #counted = new Map<string, number>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  selections(set: SelectionSetNode, parent: GraphQLObjectType | null): Measured {
    let sum = NOTHING;
    for (const selection of set.selections) {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) sum = add(sum, this.#field(selection, parent), directives);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = this.#typeNamed(selection.typeCondition?.name.value) ?? parent;
        sum = add(sum, this.selections(selection.selectionSet, on), directives);
      } else sum = add(sum, this.#fragment(selection.name.value, parent), directives);
    }
    return sum;
  }

  /** Fields of a selection set itself, fragments opened. */
  countFields(set: SelectionSetNode): number {
    let count = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) count += 1;
      else if (selection.kind === Kind.INLINE_FRAGMENT) count += this.countFields(selection.selectionSet);
      else count += this.#countFragment(selection.name.value);
    }
    return count;
  }

  #countFragment(name: string): number {
    const known = this.#counted.get(name);
    if (known !== undefined) return known;
    // A fragment within itself counts nothing the second time; validation refuses it.
    this.#counted.set(name, 0);
    const fragment = this.#fragments.get(name);
    const count = fragment ? this.countFields(fragment.selectionSet) : 0;
    this.#counted.set(name, count);
    return count;
  }

  #fragment(name: string, parent: GraphQLObjectType | null): Measured {
    const fragment = this.#fragments.get(name);
    if (!fragment) return NOTHING;
    const on = this.#typeNamed(fragment.typeCondition.name.value) ?? parent;
    const key = `${name} ${on?.name ?? ""}`;
    const known = this.#measured.get(key);
    if (known) return known;
    this.#measured.set(key, NOTHING);
    const measured = this.selections(fragment.selectionSet, on);
    this.#measured.set(key, measured);
    return measured;
  }

  #field(node: FieldNode, parent: GraphQLObjectType | null): Measured {
    const name = node.name.value;
    const definition = parent?.getFields()[name];
    const isIntrospection = name.startsWith("__");
    const named = definition ? getNamedType(definition.type) : undefined;
    const inner = isObjectType(named) ? named : null;
    const below = node.selectionSet ? this.selections(node.selectionSet, inner) : NOTHING;
    const own = WEIGHTS[`${parent?.name}.${name}`] ?? 1;
    const length = definition ? this.#lengthOf(node, definition.type) : 1;
    return {
      depth: isIntrospection ? 0 : below.depth + 1,
      aliases: below.aliases + (node.alias ? 1 : 0),
      directives: below.directives,
      fields: own + length * below.fields,
    };
  }

  /** A connection's length is its `first`; its lists inside are that one list. */
  #lengthOf(node: FieldNode, type: GraphQLOutputType): number {
    const named = getNamedType(type);
    if (named.name.endsWith("Connection")) return this.#firstOf(node);
    const unwrapped = isNonNullType(type) ? type.ofType : type;
    if (!isListType(unwrapped)) return 1;
    if (node.name.value === "nodes" || node.name.value === "edges") return 1;
    return node.arguments?.some((argument) => argument.name.value === "first") ? this.#firstOf(node) : USUAL_LENGTH;
  }

  #firstOf(node: FieldNode): number {
    const value = node.arguments?.find((argument) => argument.name.value === "first")?.value;
    const given =
      value?.kind === Kind.INT
        ? Number(value.value)
        : value?.kind === Kind.VARIABLE
          ? this.#variables[value.name.value]
          : undefined;
    const first = typeof given === "number" ? given : USUAL_FIRST;
    return Math.min(Math.max(first, 0), FIRST_MAX);
  }

  #typeNamed(name: string | undefined): GraphQLObjectType | null {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    if (isObjectType(type)) return type;
    return isInterfaceType(type) ? (this.#schema.getPossibleTypes(type)[0] ?? null) : null;
  }
}

function add(sum: Measured, more: Measured, directives: number): Measured {
  return {
    depth: Math.max(sum.depth, more.depth),
    aliases: sum.aliases + more.aliases,
    directives: sum.directives + more.directives + directives,
    fields: sum.fields + more.fields,
  };
}
