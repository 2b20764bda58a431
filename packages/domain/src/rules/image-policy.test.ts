import { describe, expect, test } from "vitest";
import { allowsImage, isImagePattern } from "./image-policy.ts";

describe("allowsImage", () => {
  test.each([
    ["registry.example", "registry.example/team/app:1", true],
    ["registry.example", "registry.example.evil/team/app:1", false],
    ["registry.example", "evil/registry.example/app", false],
    ["registry.example:5000", "registry.example:5000/app", true],
    ["registry.example:5000", "registry.example/app", false],
    ["*.example", "eu.registry.example/app", true],
    ["registry.example/team/*", "registry.example/team/deep/app@sha256:00", true],
    ["registry.example/team/*", "registry.example/teams/app", false],
    ["registry.example/*/app", "registry.example/team/app:2", true],
    ["registry.example/*/app", "registry.example/app", false],
    ["registry.example/ab*ba", "registry.example/aba", false],
    ["registry.example/team/app", "registry.example/team/app:latest", true],
    ["docker.io", "nginx", true],
    ["docker.io/library/*", "nginx:1.27", true],
    ["docker.io/library/*", "bitnami/nginx", false],
    ["docker.io/bitnami/*", "bitnami/nginx", true],
    ["docker.io", "localhost/nginx", false],
    ["registry.example", "REGISTRY.example/app", true],
  ])("%s and %s: %s", (pattern, image, allowed) => {
    expect(allowsImage([pattern], image)).toBe(allowed);
  });

  test("any pattern will do, and without patterns any image", () => {
    expect(allowsImage(["a.example", "b.example"], "b.example/app")).toBe(true);
    expect(allowsImage([], "anything")).toBe(true);
  });

  test("a pattern with many stars takes no time", () => {
    expect(allowsImage([`a.example/${"*a".repeat(100)}b`], `a.example/${"a".repeat(400)}`)).toBe(false);
  });
});

test("a pattern is a registry or a repository, without a tag", () => {
  const patterns = [
    "registry.example",
    "*",
    "registry.example:5000/team/*",
    "registry.example/app:1",
    "a b",
    "",
    "/app",
  ];
  expect(patterns.filter(isImagePattern)).toEqual(["registry.example", "*", "registry.example:5000/team/*"]);
});
