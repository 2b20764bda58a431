import { resolve } from "node:path";

export interface SignInConfig {
  /** Also before the first admin is set up. */
  readonly required: boolean;
  /** The origin that browsers use where it is not this machine's. */
  readonly publicUrl: string | null;
  /** Other origins, whose pages may ask; empty: none. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly oidc: OidcConfig | null;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Absolute. */
  readonly clientSecretFile: string;
  /** On the button. */
  readonly name: string;
  /** What happens to somebody whom the provider knows and nobody here does. */
  readonly unknownUsers: "REFUSE" | "CREATE";
}

export const SIGN_IN_FLAGS = {
  "sign-in": "string",
  "public-url": "string",
  "allowed-origins": "string",
  "oidc-issuer": "string",
  "oidc-client-id": "string",
  "oidc-client-secret-file": "string",
  "oidc-name": "string",
  "oidc-unknown-users": "string",
} as const;

type SignInFlag = keyof typeof SIGN_IN_FLAGS;

interface Reader {
  text(flag: SignInFlag): string | undefined;
  oneOf(flag: SignInFlag, allowed: ReadonlySet<string>, otherwise: string, fault: string): string;
}

const MODES: ReadonlySet<string> = new Set(["open", "required"]);
const UNKNOWN_USERS: ReadonlySet<string> = new Set(["refuse", "create"]);
const THIS_MACHINE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The part of the configuration that is about who may ask. What contradicts itself is a fault. */
export function readSignIn(read: Reader, faults: string[]): SignInConfig {
  const required = read.oneOf("sign-in", MODES, "open", "is neither open nor required") === "required";
  const publicUrl = originOf(read.text("public-url"), faults);
  if (publicUrl !== null && !isThisMachine(publicUrl) && !required)
    faults.push(`--public-url: others can reach ${publicUrl.origin}, so it needs --sign-in required`);
  const allowedOrigins = readAllowedOrigins(read.text("allowed-origins"), faults);
  if (allowedOrigins.size > 0 && !required)
    faults.push(
      "--allowed-origins: pages of other origins would act as this machine's admin, so it needs --sign-in required",
    );
  return { required, publicUrl: publicUrl?.origin ?? null, allowedOrigins, oidc: readOidc(read, publicUrl, faults) };
}

function readOidc(read: Reader, publicUrl: URL | null, faults: string[]): OidcConfig | null {
  const [issuer, clientId, secretFile] = (["oidc-issuer", "oidc-client-id", "oidc-client-secret-file"] as const).map(
    (flag) => read.text(flag),
  );
  const unknownUsers = read.oneOf("oidc-unknown-users", UNKNOWN_USERS, "refuse", "is neither refuse nor create");
  if (issuer === undefined && clientId === undefined && secretFile === undefined) return null;
  if (issuer === undefined || clientId === undefined || secretFile === undefined || publicUrl === null) {
    const needed = "--oidc-issuer, --oidc-client-id, --oidc-client-secret-file and --public-url";
    faults.push(`sign-in with an OpenID provider needs ${needed}`);
    return null;
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null || (url.protocol !== "https:" && !isThisMachine(url))) {
    faults.push(`--oidc-issuer: "${issuer}" is no https address`);
    return null;
  }
  return {
    issuer,
    clientId,
    clientSecretFile: resolve(secretFile),
    name: read.text("oidc-name") ?? url.host,
    unknownUsers: unknownUsers === "create" ? "CREATE" : "REFUSE",
  };
}

/** By name and with commas between them. One of another machine is to have TLS: its pages act with their visitors' credentials. */
function readAllowedOrigins(text: string | undefined, faults: string[]): ReadonlySet<string> {
  const origins = new Set<string>();
  for (const each of (text ?? "").split(",").map((part) => part.trim())) {
    if (each === "") continue;
    const url = asOrigin(each);
    if (url !== null && (url.protocol === "https:" || isThisMachine(url))) origins.add(url.origin);
    else faults.push(`--allowed-origins: "${each}" is no origin such as https://tools.example.com`);
  }
  return origins;
}

function originOf(text: string | undefined, faults: string[]): URL | null {
  if (text === undefined) return null;
  const url = asOrigin(text);
  if (url !== null) return url;
  faults.push(`--public-url: "${text}" is no address such as https://gpus.example.com`);
  return null;
}

function asOrigin(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname.includes("*")) return null;
  return url.pathname === "/" && !url.search && !url.hash && !url.username ? url : null;
}

function isThisMachine({ hostname }: URL): boolean {
  return THIS_MACHINE.has(hostname);
}
