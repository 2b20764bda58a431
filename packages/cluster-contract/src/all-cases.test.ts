import { expect, test } from "vitest";
import { allCases } from "./all-cases.ts";
import { areas } from "./case.ts";
import { orphanedExpectations, readExpectation } from "./expectations.ts";

test("ids are unique, since an expectation and --only are found by them", () => {
  const ids = allCases.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("every area has cases", () => {
  expect(areas.filter((area) => !allCases.some((contractCase) => contractCase.area === area))).toEqual([]);
});

test("every case has an expectation of its own name, and no expectation is left over", async () => {
  for (const contractCase of allCases) {
    const expectation = await readExpectation(contractCase);
    expect(expectation?.name, `${contractCase.area}/${contractCase.id}`).toBe(contractCase.name);
  }
  expect(await orphanedExpectations(allCases)).toEqual([]);
});
