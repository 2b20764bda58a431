import { expect, test } from "vitest";
import type { ChangeAnswer } from "./change-answer";
import { emptyValues } from "./pod-form-values";
import { shownProblems } from "./shown-problems";

const values = emptyValues({ namespace: "test-team", name: "Bad Name", image: "" });
const nameTaken: ChangeAnswer = {
  kind: "refused",
  refusal: { __typename: "NameTaken", code: "NAME_TAKEN", message: "trainer is taken" },
};

test("what was typed is judged at once, what was left empty only when one tried to send it", () => {
  const shown = { values, dirty: { name: true }, answered: null };
  expect(Object.keys(shownProblems({ ...shown, tried: false }))).toEqual(["name"]);
  expect(Object.keys(shownProblems({ ...shown, tried: true }))).toEqual(["name", "image"]);
});

test("the API's problem stays while its field is as it was, and goes when that changes", () => {
  const good = emptyValues({ namespace: "test-team", name: "trainer", image: "train:1" });
  const answered = { values: good, answer: nameTaken };
  const shown = { dirty: {}, tried: false, answered };
  expect(shownProblems({ ...shown, values: { ...good, cpu: "9" } })).toEqual({ name: "trainer is taken" });
  expect(shownProblems({ ...shown, values: { ...good, name: "trainer-2" } })).toEqual({});
});
