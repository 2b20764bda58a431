import { expect, it } from "vitest";
import { judgeErrors, judgeHttp, judgeResult } from "./judge-answer.ts";

const withCode = (code: unknown, message = "no") => JSON.stringify({ errors: [{ message, extensions: { code } }] });

it("takes data, and errors with a code that the API has", () => {
  expect(judgeHttp(200, '{"data":{"a":1}}')).toEqual({ class: "data", fault: null });
  expect(judgeHttp(400, withCode("BAD_USER_INPUT"))).toEqual({ class: "BAD_USER_INPUT", fault: null });
});

it.each([
  ["no JSON", 400, "<html>"],
  ["an unexpected status", 502, withCode("BAD_REQUEST")],
  ["what nobody thought of", 200, withCode("INTERNAL_SERVER_ERROR")],
  ["an error without a code", 400, withCode(undefined)],
  ["a code that the API does not have", 400, withCode("OOPS")],
  ["neither data nor errors", 200, "{}"],
  ["no data", 200, '{"data":null}'],
  ["an empty list of errors", 400, '{"errors":[]}'],
  ["the text of a stack", 400, withCode("BAD_REQUEST", "x\n    at f (/a/b.ts:1:2)")],
])("finds fault with %s", (_what, status, text) => {
  expect(judgeHttp(status, text).fault).toEqual(expect.any(String));
});

it("judges what comes over WebSocket the same way", () => {
  expect(judgeResult({ data: { a: 1 } }).fault).toBeNull();
  expect(judgeErrors([{ message: "x" }]).fault).toEqual(expect.any(String));
});
