/**
 * Which images a team may run. A pattern is a registry (`registry.example`, all of it) or a repository in which `*` stands for any
 * characters (`registry.example/team/*`). Tags and digests do not matter. An image without a registry is Docker Hub's, as for every
 * container runtime: `nginx` is `docker.io/library/nginx`.
 */
const PATTERN = /^[a-z0-9*]([a-z0-9._*-]*)(:\d{1,5})?(\/[a-z0-9._*-]+)*$/;
const DEFAULT_REGISTRY = "docker.io";

export function isImagePattern(pattern: string): boolean {
  return pattern.length <= 256 && PATTERN.test(pattern);
}

/** No patterns: any image is allowed. */
export function allowsImage(patterns: readonly string[], image: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(pattern, repositoryOf(image)));
}

function matches(pattern: string, repository: string): boolean {
  if (!pattern.includes("/")) return globMatches(pattern, repository.slice(0, repository.indexOf("/")));
  return globMatches(pattern, repository);
}

/** `registry.example:5000`; Docker Hub's where the image names none. */
export function registryOf(image: string): string {
  const repository = repositoryOf(image);
  return repository.slice(0, repository.indexOf("/"));
}

/** `registry/path`, without tag and digest. */
function repositoryOf(image: string): string {
  const [named = ""] = image.toLowerCase().split("@");
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash);
  const name = colon === -1 ? named : named.slice(0, colon);
  const [first = "", ...rest] = name.split("/");
  const isRegistry = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  if (isRegistry) return name;
  return rest.length === 0 ? `${DEFAULT_REGISTRY}/library/${name}` : `${DEFAULT_REGISTRY}/${name}`;
}

/** Each part between the stars must follow the one before it: no regular expression, so no pattern takes long. */
function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
