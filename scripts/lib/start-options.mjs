import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {object} StartOptions
 * @property {number} port public port, on 127.0.0.1
 * @property {string} dataDir absolute
 * @property {boolean} demo demo data in a new embedded cluster
 * @property {boolean} [chaos] the fault proxy between API and embedded cluster
 * @property {string} [kubeconfig] absolute; a real cluster instead of the embedded one
 * @property {string} [context] of the kubeconfig
 * @property {string} [publicUrl] the address in browsers, where a proxy stands in front
 * @property {string[]} [apiOptions] how people sign in, as the API reads it
 */

export const startHelp = `Resource Manager: who has which GPU server, and what is left.

npm start                       the product with an embedded cluster and demo data, on http://127.0.0.1:3000
npm start -- OPTION…

  --port N            another port (default 3000)
  --data-dir PATH     where ledger and embedded cluster are kept (default .data), a sub-folder per cluster
  --no-demo           a new embedded cluster starts empty, without servers and pods
  --chaos             puts the fault proxy between API and embedded cluster and prints its control address: cut, delay, refuse
                      and forget on request (packages/cluster-faults/README.md); nothing goes wrong until it is ordered
  --kubeconfig PATH   a real cluster instead of the embedded one; never taken from KUBECONFIG
  --context NAME      a context of the kubeconfig (default: its current one)
  --sign-in MODE      open or required (default: open, which is required from the first admin on); docs/sign-in.md
  --public-url URL    the address in browsers, where a proxy with TLS stands in front: https://gpus.example.com
  --allowed-origins L other origins whose pages may ask, with commas: https://tools.example.com (default: none)
  --oidc-issuer URL   an OpenID provider to sign in with; also --oidc-client-id, --oidc-client-secret-file, --oidc-name
                      and --oidc-unknown-users (refuse or create)
  --host ADDRESS      127.0.0.1, localhost or ::1 only: others come through a proxy with TLS
  --help              this text

For containers, the same by environment: RESOURCE_MANAGER_PORT, RESOURCE_MANAGER_DATA_DIR, RESOURCE_MANAGER_DEMO=false,
RESOURCE_MANAGER_KUBECONFIG, RESOURCE_MANAGER_CONTEXT, RESOURCE_MANAGER_SIGN_IN, RESOURCE_MANAGER_PUBLIC_URL,
RESOURCE_MANAGER_OIDC_ISSUER and so on. An option wins over its variable.
`;

/** Handed on as they are: the API says what is wrong with them. */
const signInFlags = /** @type {const} */ ([
  "sign-in",
  "allowed-origins",
  "oidc-issuer",
  "oidc-client-id",
  "oidc-client-secret-file",
  "oidc-name",
  "oidc-unknown-users",
]);

/** What may be given, as `parseArgs` reads it. */
const flags = /** @type {const} */ ({
  port: { type: "string" },
  "data-dir": { type: "string" },
  "no-demo": { type: "boolean" },
  chaos: { type: "boolean" },
  kubeconfig: { type: "string" },
  context: { type: "string" },
  host: { type: "string" },
  "public-url": { type: "string" },
  "sign-in": { type: "string" },
  "allowed-origins": { type: "string" },
  "oidc-issuer": { type: "string" },
  "oidc-client-id": { type: "string" },
  "oidc-client-secret-file": { type: "string" },
  "oidc-name": { type: "string" },
  "oidc-unknown-users": { type: "string" },
  help: { type: "boolean", short: "h" },
});

const loopback = ["127.0.0.1", "localhost", "::1"];

/**
 * Reads what `npm start` was given.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} base folder to which a relative path belongs
 * @returns {StartOptions | "help"}
 * @throws {Refusal} which names the option that is wrong
 */
export function readStartOptions(args, env, base) {
  refuseKeptByNpm(env);
  const values = parse(args);
  if (values.help) return "help";
  const host = values.host ?? "127.0.0.1";
  if (!loopback.includes(host)) {
    throw new Refusal(
      `--host ${host}: Resource Manager listens on this machine only (127.0.0.1), because it speaks no TLS.`,
      "To reach it from elsewhere, put a proxy with TLS in front (docs/sign-in.md), or forward the port: ssh -L 3000:127.0.0.1:3000 this-machine",
    );
  }
  const kubeconfig = values.kubeconfig ?? env.RESOURCE_MANAGER_KUBECONFIG;
  const context = values.context ?? env.RESOURCE_MANAGER_CONTEXT;
  if (context && !kubeconfig) throw new Refusal("--context needs --kubeconfig, whose context it is.");
  if (values.chaos && kubeconfig) {
    throw new Refusal(
      "--chaos is for the embedded cluster only: nothing of ours stands in front of a real one.",
      "A real control plane for it: npm run control-plane -- --faults",
    );
  }
  const publicUrl = values["public-url"] ?? env.RESOURCE_MANAGER_PUBLIC_URL;
  const apiOptions = signInFlags.flatMap((flag) => (values[flag] === undefined ? [] : [`--${flag}`, values[flag]]));
  return {
    port: readPort(values.port ?? env.RESOURCE_MANAGER_PORT ?? "3000"),
    dataDir: resolve(base, values["data-dir"] ?? env.RESOURCE_MANAGER_DATA_DIR ?? ".data"),
    demo: readDemo(values, env),
    ...(values.chaos ? { chaos: true } : {}),
    ...(kubeconfig ? { kubeconfig: resolve(base, kubeconfig) } : {}),
    ...(context ? { context } : {}),
    ...(publicUrl ? { publicUrl } : {}),
    ...(apiOptions.length > 0 ? { apiOptions } : {}),
  };
}

/**
 * `npm start --port 3001`, without the "--", never comes here: npm takes the option for one of its own, and tells of it in its environment.
 * @param {NodeJS.ProcessEnv} env
 */
function refuseKeptByNpm(env) {
  const kept = Object.keys(flags).find(
    (flag) => env[`npm_config_${flag.replace(/^no-/, "").replaceAll("-", "_")}`] !== undefined,
  );
  if (kept) {
    throw new Refusal(
      `npm took --${kept} for an option of its own.`,
      `Options go after "--": npm start -- --${kept} …`,
    );
  }
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: flags,
    });
    return values;
  } catch (error) {
    throw new Refusal(plain(/** @type {Error} */ (error).message), "npm start -- --help lists the options.");
  }
}

/** @param {string} message Node's own, which goes on with advice that does not fit here */
function plain(message) {
  const unknown = /^Unknown option '([^']+)'/.exec(message);
  if (unknown) return `There is no option ${unknown[1]}.`;
  const positional = /^Unexpected argument '([^']+)'/.exec(message);
  if (positional) return `"${positional[1]}" is no option.`;
  const missing = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing/.exec(message);
  if (missing) return `${missing[1]} needs a value.`;
  return message;
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Refusal(`--port ${text}: a port is a whole number from 1 to 65535.`);
  }
  return port;
}

/**
 * @param {{ "no-demo"?: boolean }} values
 * @param {NodeJS.ProcessEnv} env
 */
function readDemo(values, env) {
  const text = env.RESOURCE_MANAGER_DEMO ?? "true";
  if (text !== "true" && text !== "false") throw new Refusal(`RESOURCE_MANAGER_DEMO=${text}: true or false.`);
  return values["no-demo"] ? false : text === "true";
}
