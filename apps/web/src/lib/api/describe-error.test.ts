import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import { expect, test } from "vitest";
import { describeError } from "./describe-error";

const serverError = (status: number, bodyText: string) =>
  new ServerError("Response not successful", { response: new Response(bodyText, { status }), bodyText });

test("an error of a field: its message, code and request id", () => {
  const error = new CombinedGraphQLErrors({
    errors: [{ message: "Something broke.", extensions: { code: "INTERNAL", requestId: "r-1" } }],
  });
  expect(describeError(error)).toEqual({ message: "Something broke.", code: "INTERNAL", requestId: "r-1" });
});

test("an answer of the front door while the API is away", () => {
  const body = JSON.stringify({
    errors: [{ message: "The API does not answer.", extensions: { code: "API_UNAVAILABLE" } }],
  });
  expect(describeError(serverError(503, body))).toEqual({
    message: "The API does not answer.",
    code: "API_UNAVAILABLE",
    requestId: null,
  });
});

test.each(["<html>", "null", "{}", '{"errors":"no"}'])("an answer of something else: %s", (body) => {
  expect(describeError(serverError(502, body)).message).toBe("The API answered with HTTP status 502.");
});

test("no answer at all", () => {
  expect(describeError(new TypeError("Failed to fetch")).message).toMatch(/cannot be reached/);
});
