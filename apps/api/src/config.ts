import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSignIn, SIGN_IN_FLAGS, type SignInConfig } from "./sign-in-config.ts";

export type ClusterMode = "SIMULATED" | "KUBERNETES";
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface Config {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Absolute. The ledger is in it; it belongs to one process at a time. */
  readonly dataDir: string;
  readonly cluster:
    | { readonly kubeconfigPath: string; readonly context: string | undefined }
    | { readonly inCluster: true };
  /** What the launcher says of the cluster; nothing is done differently. */
  readonly clusterMode: ClusterMode;
  /** Label selector of the nodes that are managed; undefined: all that are not control-plane nodes. */
  readonly serverSelector: string | undefined;
  readonly gpuResourceName: string;
  /** After so long a call to the cluster counts as not answered, and nothing is known of its effect. */
  readonly clusterTimeoutMs: number;
  /** The identity that a new ledger takes, in place of one that was lost; undefined: a new one. */
  readonly installationId: string | undefined;
  /** What healing does by itself where nobody set a policy. */
  readonly healing: "REPORT_ONLY" | "SAFE";
  /** Fills an empty ledger with a few teams' pods. */
  readonly demo: boolean;
  readonly signIn: SignInConfig;
  readonly logLevel: LogLevel;
  /** End when standard input closes. */
  readonly exitWithParent: boolean;
}

export type ConfigResult =
  | { readonly kind: "config"; readonly config: Config }
  | { readonly kind: "help"; readonly text: string }
  /** Every fault at once, each a plain sentence. */
  | { readonly kind: "faults"; readonly faults: readonly string[] };

export const HELP = `The API of Resource Manager. Serves /graphql, /healthz and /readyz.

  --kubeconfig PATH     the cluster; only ever the one that is named here
  --context NAME        its context (default: the current one)
  --in-cluster          use the service account of the pod that this runs in
  --data-dir PATH       where the ledger is kept (default: .data)
  --host ADDRESS        127.0.0.1, localhost or ::1 (default: 127.0.0.1)
  --port N              0 takes a free one (default: 4000)
  --mode MODE           SIMULATED or KUBERNETES: what is shown of the cluster (default: KUBERNETES)
  --server-selector S   label selector of the nodes that are managed (default: all but control-plane nodes)
  --cluster-timeout SECONDS
                        how long a call to the cluster may take, 1 to 60 (default: 10)
  --gpu-resource NAME   the extended resource that counts GPUs (default: nvidia.com/gpu)
  --installation UUID   the identity of a new ledger: that of a lost one, whose pods can then be adopted
  --healing MODE        REPORT_ONLY or SAFE: what is repaired unasked where no policy is set (default: REPORT_ONLY)
  --demo                fill an empty ledger with a few teams' pods
  --sign-in MODE        open or required (default: open, which is required from the first admin on)
  --public-url URL      the address in browsers, where it is not this machine's: https://gpus.example.com (needs --sign-in required)
  --allowed-origins LIST
                        other origins whose pages may ask, with commas: https://tools.example.com (default: none; needs --sign-in required)
  --oidc-issuer URL     an OpenID provider to sign in with; needs --oidc-client-id, --oidc-client-secret-file and --public-url
  --oidc-client-id ID   by which the provider knows this product
  --oidc-client-secret-file PATH
                        where the client's secret is
  --oidc-name NAME      of the provider, on its button (default: its host)
  --oidc-unknown-users MODE
                        refuse or create: whom the provider knows and nobody here does (default: refuse)
  --log-level LEVEL     debug, info, warn, error or silent (default: info)
  --exit-with-parent    end when standard input closes
  --help                this text

Each has an environment variable, e.g. RESOURCE_MANAGER_DATA_DIR for --data-dir; those without a value take "true" or "false".
A flag wins over its variable. Prints one line {"url", "port"} when it listens; the log goes to standard error.
`;

const FLAGS = {
  kubeconfig: "string",
  context: "string",
  "in-cluster": "boolean",
  "data-dir": "string",
  host: "string",
  port: "string",
  mode: "string",
  "server-selector": "string",
  "gpu-resource": "string",
  "cluster-timeout": "string",
  healing: "string",
  installation: "string",
  demo: "boolean",
  ...SIGN_IN_FLAGS,
  "log-level": "string",
  "exit-with-parent": "boolean",
} as const satisfies Record<string, "string" | "boolean">;

type Flag = keyof typeof FLAGS;
type TextFlag = { [F in Flag]: (typeof FLAGS)[F] extends "string" ? F : never }[Flag];
type SwitchFlag = Exclude<Flag, TextFlag>;

const HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);
const MODES: ReadonlySet<string> = new Set(["SIMULATED", "KUBERNETES"]);
const HEALING: ReadonlySet<string> = new Set(["REPORT_ONLY", "SAFE"]);
const LOG_LEVELS: ReadonlySet<string> = new Set(["debug", "info", "warn", "error", "silent"]);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An API server gives up on a request after 60 s by default: nothing is gained by waiting longer. */
const CLUSTER_TIMEOUT_MAX_S = 60;
/** A qualified name as Kubernetes has it: `domain/name`. */
const EXTENDED_RESOURCE =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/;

/** Flags and environment as one typed configuration. Reads nothing else: no file, no KUBECONFIG. */
export function readConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const given = readFlags(argv);
  if (given.help) return { kind: "help", text: HELP };
  const faults = [...given.faults];
  const read = new Reader(given.values, env, faults);
  const config: Config = {
    host: read.oneOf("host", HOSTS, "127.0.0.1", HOST_FAULT),
    port: read.port(),
    dataDir: resolve(read.text("data-dir") ?? ".data"),
    cluster: read.cluster(),
    clusterMode: read.oneOf("mode", MODES, "KUBERNETES", "is neither SIMULATED nor KUBERNETES") as ClusterMode,
    serverSelector: read.text("server-selector"),
    gpuResourceName: read.gpuResourceName(),
    clusterTimeoutMs: read.clusterTimeoutMs(),
    installationId: read.installationId(),
    healing: read.oneOf("healing", HEALING, "REPORT_ONLY", "is neither REPORT_ONLY nor SAFE") as Config["healing"],
    demo: read.isOn("demo"),
    signIn: readSignIn({ text: (flag) => read.text(flag), oneOf: (...args) => read.oneOf(...args) }, faults),
    logLevel: read.oneOf("log-level", LOG_LEVELS, "info", "is none of debug, info, warn, error, silent") as LogLevel,
    exitWithParent: read.isOn("exit-with-parent"),
  };
  return faults.length > 0 ? { kind: "faults", faults } : { kind: "config", config };
}

const HOST_FAULT =
  "is not this machine; use 127.0.0.1, localhost or ::1, and a proxy with TLS in front where others are to reach it";

/** Where a value came from, so that a fault names what the person typed. */
interface Given {
  readonly value: string | boolean;
  readonly source: string;
}

class Reader {
  readonly #flags: ReadonlyMap<string, string | boolean>;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #faults: string[];

  constructor(
    flags: ReadonlyMap<string, string | boolean>,
    env: Readonly<Record<string, string | undefined>>,
    faults: string[],
  ) {
    this.#flags = flags;
    this.#env = env;
    this.#faults = faults;
  }

  text(flag: TextFlag): string | undefined {
    const given = this.#given(flag);
    return given === undefined || given.value === "" ? undefined : String(given.value);
  }

  isOn(flag: SwitchFlag): boolean {
    const given = this.#given(flag);
    if (given === undefined || given.value === "" || given.value === "false" || given.value === false) return false;
    if (given.value === "true" || given.value === true) return true;
    this.#fault(given, 'is neither "true" nor "false"');
    return false;
  }

  oneOf(flag: TextFlag, allowed: ReadonlySet<string>, otherwise: string, fault: string): string {
    const given = this.#given(flag);
    if (given === undefined || given.value === "") return otherwise;
    if (!allowed.has(String(given.value))) this.#fault(given, fault);
    return String(given.value);
  }

  port(): number {
    const given = this.#given("port");
    if (given === undefined || given.value === "") return 4_000;
    const port = Number(given.value);
    if (!/^\d+$/.test(String(given.value)) || port > 65_535) this.#fault(given, "is no port: a number from 0 to 65535");
    return port;
  }

  gpuResourceName(): string {
    const name = this.text("gpu-resource") ?? "nvidia.com/gpu";
    if (!EXTENDED_RESOURCE.test(name)) {
      this.#faults.push(`--gpu-resource: "${name}" is no extended resource: a name such as nvidia.com/gpu`);
    }
    return name;
  }

  clusterTimeoutMs(): number {
    const given = this.#given("cluster-timeout");
    if (given === undefined || given.value === "") return 10_000;
    const seconds = Number(given.value);
    if (!/^\d+$/.test(String(given.value)) || seconds < 1 || seconds > CLUSTER_TIMEOUT_MAX_S)
      this.#fault(given, `is no number of seconds from 1 to ${CLUSTER_TIMEOUT_MAX_S}`);
    return seconds * 1_000;
  }

  installationId(): string | undefined {
    const given = this.#given("installation");
    if (given === undefined || given.value === "") return undefined;
    if (!UUID.test(String(given.value))) this.#fault(given, "is no UUID");
    return String(given.value);
  }

  cluster(): Config["cluster"] {
    const [kubeconfig, context] = [this.text("kubeconfig"), this.text("context")];
    if (!this.isOn("in-cluster")) {
      if (kubeconfig === undefined) this.#faults.push("no cluster is named: give --kubeconfig PATH, or --in-cluster");
      return { kubeconfigPath: resolve(kubeconfig ?? ""), context };
    }
    if (kubeconfig !== undefined)
      this.#faults.push("--in-cluster and --kubeconfig name two clusters: give one of them");
    if (context !== undefined)
      this.#faults.push("--context belongs to a kubeconfig: it has no meaning with --in-cluster");
    return { inCluster: true };
  }

  #given(flag: Flag): Given | undefined {
    const value = this.#flags.get(flag);
    if (value !== undefined) return { value, source: `--${flag}` };
    const name = `RESOURCE_MANAGER_${flag.toUpperCase().replaceAll("-", "_")}`;
    const ofEnv = this.#env[name];
    return ofEnv === undefined ? undefined : { value: ofEnv, source: name };
  }

  #fault(given: Given, fault: string): void {
    this.#faults.push(`${given.source}: "${given.value}" ${fault}`);
  }
}

/** Takes the flags apart. Unknown ones and those without their value are faults, not exceptions. */
function readFlags(argv: readonly string[]) {
  const options = Object.fromEntries(Object.entries(FLAGS).map(([name, type]) => [name, { type }]));
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values = new Map<string, string | boolean>();
  const faults: string[] = [];
  let help = false;
  for (const token of tokens) {
    if (token.kind === "positional") faults.push(`"${token.value}" is no option; --help tells which there are`);
    if (token.kind !== "option") continue;
    const type = Object.hasOwn(FLAGS, token.name) ? FLAGS[token.name as Flag] : undefined;
    if (token.name === "help" || token.name === "h") help = true;
    else if (type === undefined) faults.push(`${token.rawName} is no option; --help tells which there are`);
    else if (type === "string" && token.value === undefined) faults.push(`${token.rawName} needs a value`);
    else values.set(token.name, token.value ?? true);
  }
  return { help, values, faults };
}
