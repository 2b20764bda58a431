import { createHash } from "node:crypto";
import type { PullSecret } from "../model/pull-secret.ts";
import type { FieldProblem } from "../model/refusal.ts";
import { registryOf } from "./image-policy.ts";

export const PULL_SECRETS_MAX = 20;
/** Every name of ours begins so: what has another name is not looked at. */
export const PULL_SECRET_PREFIX = "resource-manager-pull-";

const REGISTRY = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;
const REGISTRY_LENGTH_MAX = 253;
const TEXT_LENGTH_MAX = 4_096;
/** Docker Hub's own registry goes by an old address in these files. Source: docker/cli, `registry.IndexServer`. */
const DOCKER_HUB = { registry: "docker.io", address: "https://index.docker.io/v1/" };

export interface PullSecretInput {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/** As it is compared and kept: hosts know no capitals. */
export function registryAsKept(registry: string): string {
  return registry.trim().toLowerCase();
}

/** What is wrong with them, each at its place. Expects the registry as `registryAsKept` gave it. */
export function pullSecretProblems({ registry, username, password }: PullSecretInput): readonly FieldProblem[] {
  const problems: FieldProblem[] = [...registryProblems(registry)];
  if (username.trim() === "" || username.length > TEXT_LENGTH_MAX || username.includes(":"))
    problems.push({ path: "username", message: `is to have 1 to ${TEXT_LENGTH_MAX} characters, and no colon` });
  if (password === "" || password.length > TEXT_LENGTH_MAX)
    problems.push({ path: "password", message: `is to have 1 to ${TEXT_LENGTH_MAX} characters` });
  return problems;
}

export function registryProblems(registry: string): readonly FieldProblem[] {
  if (registry.length <= REGISTRY_LENGTH_MAX && REGISTRY.test(registry)) return [];
  return [
    { path: "registry", message: "is to be the host of a registry, such as registry.example or registry.example:5000" },
  ];
}

/** The name under which it stands in each namespace: the same for the same registry, and readable. */
export function pullSecretName(registry: string): string {
  const readable = registry.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 40);
  const own = createHash("sha256").update(registry).digest("hex").slice(0, 8);
  return `${PULL_SECRET_PREFIX}${readable}-${own}`;
}

/** What a pull secret is sealed for, so that it cannot be opened as another team's or another registry's. */
export function placeOfSecret(team: string, secretName: string): string {
  return `pull-secret:${team}/${secretName}`;
}

/** What Kubernetes wants of a `kubernetes.io/dockerconfigjson`: the same text for the same credentials. */
export function dockerConfigText({ registry, username, password }: PullSecretInput): string {
  const address = registry === DOCKER_HUB.registry ? DOCKER_HUB.address : registry;
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  return JSON.stringify({ auths: { [address]: { username, password, auth } } });
}

/** Whether a pod with the one image has what the other is pulled by. */
export function isPulledAlike(secrets: readonly Pick<PullSecret, "registry">[], image: string, other: string): boolean {
  const has = pullSecretsFor(secrets, image);
  return pullSecretsFor(secrets, other).every((name) => has.includes(name));
}

/** Names of those that a pod with that image takes along: of its registry. */
export function pullSecretsFor(secrets: readonly Pick<PullSecret, "registry">[], image: string): readonly string[] {
  const registry = registryOf(image);
  return secrets.filter((secret) => secret.registry === registry).map((secret) => pullSecretName(secret.registry));
}
