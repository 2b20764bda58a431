import { describe, expect, test } from "vitest";
import {
  dockerConfigText,
  isPulledAlike,
  PULL_SECRET_PREFIX,
  pullSecretName,
  pullSecretProblems,
  pullSecretsFor,
  registryAsKept,
} from "./pull-secrets.ts";

const GOOD = { registry: "registry.example:5000", username: "robot", password: "secret" };

describe("a pull secret", () => {
  test("has a name of Kubernetes' that its registry alone gives, and no two registries have the same", () => {
    const registries = [
      "registry.example",
      "registry.example:5000",
      "registry.example-5000",
      `${"long.".repeat(40)}example`,
    ];
    const names = registries.map(pullSecretName);
    expect(new Set(names).size).toBe(registries.length);
    for (const name of names) expect(name).toMatch(/^resource-manager-pull-[a-z0-9-]{1,40}-[0-9a-f]{8}$/);
    expect(pullSecretName("registry.example")).toBe(pullSecretName(registryAsKept(" Registry.Example ")));
    expect(names[1]).toContain(`${PULL_SECRET_PREFIX}registry-example-5000-`);
  });

  test("is what a container runtime reads, of Docker Hub by the address that it is known by", () => {
    const auth = Buffer.from("robot:secret").toString("base64");
    expect(JSON.parse(dockerConfigText(GOOD))).toEqual({
      auths: { "registry.example:5000": { username: "robot", password: "secret", auth } },
    });
    expect(Object.keys(JSON.parse(dockerConfigText({ ...GOOD, registry: "docker.io" })).auths)).toEqual([
      "https://index.docker.io/v1/",
    ]);
  });

  test.each<[Partial<typeof GOOD>, readonly string[]]>([
    [{}, []],
    [{ registry: "localhost:5000" }, []],
    [{ registry: "https://registry.example" }, ["registry"]],
    [{ registry: "registry.example/team" }, ["registry"]],
    [{ registry: "" }, ["registry"]],
    [{ registry: `${"r".repeat(254)}` }, ["registry"]],
    [{ username: " " }, ["username"]],
    [{ username: "a:b" }, ["username"]],
    [{ password: "" }, ["password"]],
    [{ password: "x".repeat(4_097), username: "x".repeat(4_097), registry: "-" }, ["registry", "username", "password"]],
  ])("with %j has faults at %j", (change, paths) => {
    expect(pullSecretProblems({ ...GOOD, ...change }).map(({ path }) => path)).toEqual(paths);
  });
});

test("a pod takes along what its image's registry has, and no more", () => {
  const secrets = [{ registry: "docker.io" }, { registry: "registry.example" }, { registry: "registry.example:5000" }];
  const forImage = (image: string) => pullSecretsFor(secrets, image);
  expect(forImage("registry.example/team/train:1")).toEqual([pullSecretName("registry.example")]);
  expect(forImage("Registry.Example:5000/train@sha256:0")).toEqual([pullSecretName("registry.example:5000")]);
  expect(forImage("nginx")).toEqual([pullSecretName("docker.io")]);
  expect(forImage("other.example/train")).toEqual([]);
});

test("another image is pulled alike where it needs nothing that the pod has not", () => {
  const secrets = [{ registry: "registry.example" }];
  const alike = (image: string, other: string) => isPulledAlike(secrets, image, other);
  expect(alike("registry.example/a:1", "registry.example/b:2")).toBe(true);
  expect(alike("registry.example/a:1", "open.example/b:2")).toBe(true);
  expect(alike("open.example/a:1", "registry.example/b:2")).toBe(false);
});
