import { type GraphQLObjectType, graphql, printSchema } from "graphql";
import { expect, test } from "vitest";
import { makeSchema } from "./schema.ts";

test("a sum that no Int can hold is served as the largest one, and what is no number is still an error", async () => {
  const schema = await makeSchema();
  const overview = (schema.getQueryType() as GraphQLObjectType).getFields().overview;
  if (overview === undefined) throw new Error("no overview in the schema");
  const amounts = (gpus: unknown, cpuMillis: unknown) => ({ gpus, cpuMillis, ramBytes: 1, storageBytes: 1 });
  overview.resolve = () => ({
    capacity: amounts(2 ** 31, Number.MAX_SAFE_INTEGER),
    allocatable: amounts(-(2 ** 40), 2 ** 31 - 1),
    allocated: amounts(Number.NaN, "many"),
    gpusByModel: [{ largestBlock: 1e300 }],
  });
  const ask = (source: string) => graphql({ schema, source });

  const fine = await ask(
    "{ overview { capacity { gpus cpuMillis } allocatable { gpus cpuMillis } gpusByModel { largestBlock } } }",
  );
  expect(JSON.parse(JSON.stringify(fine))).toEqual({
    data: {
      overview: {
        capacity: { gpus: 2_147_483_647, cpuMillis: 2_147_483_647 },
        allocatable: { gpus: -2_147_483_648, cpuMillis: 2_147_483_647 },
        gpusByModel: [{ largestBlock: 2_147_483_647 }],
      },
    },
  });
  const odd = await ask("{ overview { allocated { gpus cpuMillis } } }");
  expect(odd.errors).toHaveLength(1);
});

test("programs see the ordinary Int", async () => {
  const printed = printSchema(await makeSchema());
  expect(printed).toContain("gpus: Int!");
  expect(printed).not.toContain("scalar Int");
});
