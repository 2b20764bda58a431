import { expect, it } from "vitest";
import { judgeDoor, judgeErrors, judgeHttp, judgeResult } from "./judge-answer.ts";

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

it("takes lines of JSON at the door, and errors with a code, in either shape", () => {
  expect(judgeDoor(200, '{"sequence":1}\n{"sequence":2}\n')).toEqual({ class: "door: served", fault: null });
  expect(judgeDoor(401, '{"error":{"code":"WRONG_CREDENTIALS"}}').fault).toBeNull();
  expect(judgeDoor(302, "Found. Redirecting to /sign-in")).toEqual({ class: "door: sent on", fault: null });
  expect(judgeDoor(404, withCode("NOT_FOUND")).fault).toBeNull();
});

it.each([
  ["a page", 404, "<html>"],
  ["half a line", 200, '{"sequence":1}\n{"seq'],
  ["what nobody thought of", 400, '{"error":{"code":"INTERNAL_SERVER_ERROR"}}'],
  ["an error without a code", 400, '{"error":{}}'],
  ["a server that broke", 500, '{"error":{"code":"BAD_REQUEST"}}'],
  ["the text of a stack", 400, '{"error":{"code":"BAD_REQUEST","message":"x\\n    at f (/a/b.ts:1:2)"}}'],
])("finds fault at the door with %s", (_what, status, text) => {
  expect(judgeDoor(status, text).fault).toEqual(expect.any(String));
});

it("judges what comes over WebSocket the same way", () => {
  expect(judgeResult({ data: { a: 1 } }).fault).toBeNull();
  expect(judgeErrors([{ message: "x" }]).fault).toEqual(expect.any(String));
});
