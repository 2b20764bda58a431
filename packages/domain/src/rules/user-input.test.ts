import { expect, test } from "vitest";
import { asKept, PASSWORD_LENGTH_MAX, passwordProblems, userProblems } from "./user-input.ts";

test("names and e-mail addresses are kept without capitals and blanks around them; no address is null", () => {
  expect(asKept({ name: " Ada ", email: " Ada@Team.Example " })).toEqual({ name: "ada", email: "ada@team.example" });
  expect(asKept({ name: "ada", email: "  " }).email).toBeNull();
});

test.each(["ada", "a", "ada.lovelace-2", "a".repeat(40)])("%s is a name", (name) => {
  expect(userProblems({ name, email: null })).toEqual([]);
});

test.each(["", "-ada", "ada ", "a/b", "ädä", "a".repeat(41), "local-admin", "healing", "system"])(
  "%j is no name for a user",
  (name) => {
    expect(userProblems({ name, email: null }).map(({ path }) => path)).toEqual(["name"]);
  },
);

test("an e-mail address has to look like one", () => {
  for (const email of ["ada", "ada@team", "a b@team.example"])
    expect(userProblems({ name: "ada", email }).map(({ path }) => path)).toEqual(["email"]);
});

test("a password is long, has different characters, and is not about its user", () => {
  const who = { name: "ada", email: "lovelace@team.example" };
  expect(passwordProblems("correct horse battery", who)).toEqual([]);
  const bad = ["short", "x".repeat(PASSWORD_LENGTH_MAX + 1), "abababababab", "Adalikeshorses", "my-LOVELACE-secret"];
  for (const password of bad) expect([password, passwordProblems(password, who).length]).toEqual([password, 1]);
});
