import { readFileSync } from "node:fs";
import { buildSchema, getVariableValues, Kind, type OperationDefinitionNode, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { examples } from "./examples";

const schema = buildSchema(readFileSync(new URL("../../../../api/schema.graphql", import.meta.url), "utf8"));

test.each(examples)("$query is a document of the schema, its variables too", ({ query, variables }) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);

  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const values = getVariableValues(schema, operation?.variableDefinitions ?? [], JSON.parse(variables ?? "{}"));
  expect(values.errors).toBeUndefined();
});

test("there is a query, a mutation, a dry run and a subscription", () => {
  const kinds = examples.map(({ query }) => {
    const [definition] = parse(query).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? definition.operation : null;
  });
  expect(kinds).toEqual(["query", "mutation", "mutation", "subscription"]);
  expect(JSON.parse(examples[2]?.variables ?? "{}").input.dryRun).toBe(true);
});
