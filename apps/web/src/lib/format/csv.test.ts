import { expect, test } from "vitest";
import { csv } from "./csv";

test("fields are quoted where they have to be, formulas are disarmed, and what is missing is empty", () => {
  expect(
    csv(
      ["name", "n"],
      [
        ['a "b", c', 1],
        ["=SUM(A1)", null],
        ["plain", -2.5],
      ],
    ),
  ).toBe('name,n\r\n"a ""b"", c",1\r\n\'=SUM(A1),\r\nplain,-2.5\r\n');
});
