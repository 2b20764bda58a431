import fc from "fast-check";
import { expect, test } from "vitest";
import { parseObject } from "./parse-object.ts";

const fieldSet = fc.dictionary(
  fc.oneof(fc.constantFrom("f:spec", "f:metadata", 'k:{"name":"a}"}', "."), fc.string()),
  fc.dictionary(fc.string(), fc.constant({})),
);
const entry = fc.record({ manager: fc.string(), fieldsV1: fieldSet }, { requiredKeys: ["manager"] });

test("an object is read as it was written, whatever stands in its field sets and texts", () => {
  fc.assert(
    fc.property(fc.array(entry), fc.dictionary(fc.string(), fc.string()), (managedFields, data) => {
      const texts = { ...data, trap: '"fieldsV1":{"a":1}', nested: JSON.stringify({ fieldsV1: { a: {} } }) };
      const object = { metadata: { name: "a", managedFields }, data: texts };
      // Through JSON first, which is what is stored: __proto__ and the like are gone.
      const json = JSON.stringify(object);
      expect(parseObject(json)).toEqual(JSON.parse(json));
    }),
  );
});

test("objects share the field sets that they have in common", () => {
  const json = (name: string) =>
    JSON.stringify({ metadata: { name, managedFields: [{ manager: "m", fieldsV1: { "f:spec": { "f:a": {} } } }] } });
  const [a, b] = [parseObject(json("a")), parseObject(json("b"))];
  expect(a.metadata.managedFields?.[0]?.fieldsV1).toBe(b.metadata.managedFields?.[0]?.fieldsV1);
});
