import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from "graphql";

/** Whether the operation asks for something below `path` (names of fields under the resolved one) besides the named fields. */
export function asksBelow(info: GraphQLResolveInfo, path: readonly string[], besides: ReadonlySet<string>): boolean {
  let sets = info.fieldNodes.flatMap((node) => node.selectionSet ?? []);
  for (const name of path) {
    sets = sets.flatMap((set) => fieldsOf(set, info).filter((field) => field.name.value === name)).flatMap(below);
  }
  return sets.flatMap((set) => fieldsOf(set, info)).some((field) => !besides.has(field.name.value));
}

function below(field: FieldNode): SelectionSetNode[] {
  return field.selectionSet ? [field.selectionSet] : [];
}

function fieldsOf(set: SelectionSetNode, info: GraphQLResolveInfo): FieldNode[] {
  return set.selections.flatMap((selection): FieldNode[] => {
    if (selection.kind === "Field") return [selection];
    if (selection.kind === "InlineFragment") return fieldsOf(selection.selectionSet, info);
    const fragment = info.fragments[selection.name.value];
    return fragment ? fieldsOf(fragment.selectionSet, info) : [];
  });
}
