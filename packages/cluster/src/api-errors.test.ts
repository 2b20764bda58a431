import { ApiException } from "@kubernetes/client-node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { status } from "../tests/support/scripted-api.ts";
import { failureOfError, failureOfStatus } from "./api-errors.ts";
import { asTransportError, TransportError } from "./transport-error.ts";

const WRITE = { hasEffect: true };
const READ = { hasEffect: false };

function unavailable(message: unknown, effectUnknown: boolean, retryAfterMs: number | null = null) {
  return { kind: "unavailable", message, effectUnknown, retryAfterMs };
}

describe("what a status means", () => {
  test("404 that names the object: it is missing", () => {
    const body = status(404, "NotFound", 'pods "x" not found', { name: "x", kind: "pods" });
    expect(failureOfStatus(404, {}, body, WRITE)).toEqual({ kind: "notFound" });
  });

  test("404 of a subresource that the API server does not have: not supported, and nothing is proven missing", () => {
    const body = status(404, "NotFound", "the server could not find the requested resource");
    expect(failureOfStatus(404, {}, body, WRITE)).toMatchObject({ kind: "rejected", reason: "NotSupported" });
  });

  test.each(["404 page not found\n", "<html>default backend</html>", "", "{}"])(
    "404 that is no API server's answer (%j): a proxy in front of a cluster that is away",
    (body) => {
      expect(failureOfStatus(404, {}, body, WRITE)).toMatchObject({ kind: "unavailable", effectUnknown: true });
    },
  );

  test("409 AlreadyExists", () => {
    const body = status(409, "AlreadyExists", 'pods "x" already exists', { name: "x", kind: "pods" });
    expect(failureOfStatus(409, {}, body, WRITE)).toEqual({ kind: "alreadyExists" });
  });

  test("409 Conflict", () => {
    const body = status(409, "Conflict", "the object has been modified", { name: "x", kind: "pods" });
    expect(failureOfStatus(409, {}, body, WRITE)).toEqual({
      kind: "conflict",
      message: "the object has been modified",
    });
  });

  test("409 on the namespace's quota object passes, and nothing was made", () => {
    const body = status(409, "Conflict", "try again", { name: "quota", kind: "resourcequotas" });
    expect(failureOfStatus(409, {}, body, WRITE)).toEqual(unavailable(expect.stringContaining("quota"), false, 1_000));
  });

  test("422 gives every cause as a problem of its field", () => {
    const causes = [
      { reason: "FieldValueInvalid", message: "Invalid value: -1", field: "spec.containers[0].resources" },
      { reason: "FieldValueRequired", field: "spec.containers[0].image" },
    ];
    const body = status(422, "Invalid", 'Pod "x" is invalid', { name: "x", kind: "Pod", causes });
    expect(failureOfStatus(422, {}, body, WRITE)).toEqual({
      kind: "rejected",
      reason: "Invalid",
      message: 'Pod "x" is invalid',
      problems: [
        { path: "spec.containers[0].resources", message: "Invalid value: -1" },
        { path: "spec.containers[0].image", message: "FieldValueRequired" },
      ],
    });
  });

  test("422 about the uid: the object under the name is another one", () => {
    const causes = [{ reason: "FieldValueInvalid", message: "field is immutable", field: "metadata.uid" }];
    const body = status(422, "Invalid", "uid mismatch", { causes });
    expect(failureOfStatus(422, {}, body, WRITE)).toEqual({ kind: "conflict", message: "uid mismatch" });
  });

  test("403 keeps what the quota says", () => {
    const message =
      'pods "x" is forbidden: exceeded quota: team, requested: requests.cpu=2, used: requests.cpu=9, limited: requests.cpu=10';
    expect(failureOfStatus(403, {}, status(403, "Forbidden", message), WRITE)).toEqual({
      kind: "rejected",
      reason: "Forbidden",
      message,
      problems: [],
    });
  });

  test.each([
    'pods "x" is forbidden: error looking up service account dev/default: serviceaccount "default" not found',
    "pods is forbidden: not yet ready to handle request",
    'pods "x" is forbidden: status unknown for quota: team, resources: cpu',
  ])("403 that passes by itself: %s", (message) => {
    const answer = failureOfStatus(403, {}, status(403, "Forbidden", message), WRITE);
    expect(answer).toEqual(unavailable(expect.stringContaining(message), false, 1_000));
  });

  test.each([
    [400, "BadRequest"],
    [405, "MethodNotAllowed"],
    [413, "RequestEntityTooLarge"],
    [415, "UnsupportedMediaType"],
  ])("%d is a lasting refusal", (code, reason) => {
    expect(failureOfStatus(code, {}, status(code, reason, "no"), WRITE)).toEqual({
      kind: "rejected",
      reason,
      message: "no",
      problems: [],
    });
  });

  test("401 says what is wrong; nothing was done", () => {
    expect(failureOfStatus(401, {}, undefined, WRITE)).toEqual(
      unavailable("the cluster did not accept our credentials (401 Unauthorized)", false),
    );
  });

  test("429 was turned away at the door, and says when to come back", () => {
    const body = status(429, "TooManyRequests", "too many requests", { retryAfterSeconds: 9 });
    expect(failureOfStatus(429, { "retry-after": "2" }, body, WRITE)).toEqual(
      unavailable("too many requests", false, 2_000),
    );
    expect(failureOfStatus(429, {}, body, WRITE)).toEqual(unavailable("too many requests", false, 9_000));
  });

  test.each([500, 502, 503, 504, 408, 410, 302])("%d of a write leaves open whether it took effect", (code) => {
    expect(failureOfStatus(code, {}, "upstream died", WRITE)).toEqual(
      unavailable(`the cluster answered HTTP ${code}: upstream died`, true),
    );
    expect(failureOfStatus(code, {}, "upstream died", READ)).toMatchObject({ effectUnknown: false });
  });

  test("a nonsensical Retry-After is no waiting time", () => {
    expect(failureOfStatus(503, { "retry-after": "soon" }, "", WRITE)).toMatchObject({ retryAfterMs: null });
    expect(failureOfStatus(503, { "retry-after": "-1" }, "", WRITE)).toMatchObject({ retryAfterMs: null });
  });

  test("any answer is some failure, and none makes it throw", () => {
    const bodies = fc.oneof(fc.string(), fc.json(), fc.anything());
    const kinds = new Set(["alreadyExists", "notFound", "conflict", "rejected", "unavailable"]);
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), bodies, (code, body) =>
        kinds.has(failureOfStatus(code, {}, body, WRITE).kind),
      ),
    );
  });
});

describe("what an exception means", () => {
  test("client-node's exception is its status", () => {
    const body = JSON.stringify(status(409, "AlreadyExists", "there", { name: "x" }));
    const error = new ApiException(409, "Unknown API Status Code!", body, {});
    expect(failureOfError(error, WRITE)).toEqual({ kind: "alreadyExists" });
  });

  test.each([
    ["ECONNREFUSED", false],
    ["ENOTFOUND", false],
    ["EAI_AGAIN", false],
    ["EHOSTUNREACH", false],
    ["UND_ERR_CONNECT_TIMEOUT", false],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false],
    ["ECONNRESET", true],
    ["EPIPE", true],
    ["UND_ERR_SOCKET", true],
    ["SOMETHING_NEW", true],
  ])("%s: effect unknown is %s", (code, effectUnknown) => {
    const error = asTransportError(Object.assign(new Error("low level"), { code }), "https://cluster:6443");
    const failure = failureOfError(error, WRITE);
    expect(failure).toEqual(unavailable(expect.stringContaining("https://cluster:6443"), effectUnknown));
    expect(failureOfError(error, READ)).toMatchObject({ effectUnknown: false });
  });

  test("the code is found inside of wrapped errors", () => {
    const inner = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const secret = asTransportError(inner, "https://cluster:6443/by/secret").message;
    expect(secret).toContain("https://cluster:6443");
    expect(secret).not.toContain("secret");
    expect(asTransportError(new AggregateError([inner, inner]), "a").maybeSent).toBe(false);
    expect(asTransportError(new TypeError("fetch failed", { cause: inner }), "a").code).toBe("ECONNREFUSED");
  });

  test("a time-out leaves the effect open", () => {
    const error = new TransportError("no answer within 10 s", { maybeSent: true });
    expect(failureOfError(error, WRITE)).toEqual(unavailable("no answer within 10 s", true));
  });

  test("an answer that cannot be read leaves the effect open", () => {
    expect(failureOfError(new SyntaxError("Unexpected token <"), WRITE)).toEqual(
      unavailable("the cluster's answer could not be read: Unexpected token <", true),
    );
  });
});
