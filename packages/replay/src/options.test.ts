import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("defaults", () => {
  expect(readOptions(["--servers", "s", "--pods", "p"])).toEqual({
    servers: "s",
    pods: "p",
    limit: Number.POSITIVE_INFINITY,
    concurrency: 16,
    keep: false,
    clean: false,
    url: "http://127.0.0.1:3000/graphql",
    kubeconfig: undefined,
    context: undefined,
    namespace: "test-team",
    apiPid: undefined,
  });
  expect(readOptions(["--help"])).toBe("help");
});

test.each([
  [["--servers", "s"], /--servers and --pods are needed/],
  [["--server", "s"], /Unknown option '--server'/],
  [["--servers", "s", "--pods", "p", "--limit", "0"], /--limit 0/],
  [["--servers", "s", "--pods", "p", "--concurrency", "many"], /--concurrency many/],
  [["--servers", "s", "--pods", "p", "--url", "here"], /--url here/],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
