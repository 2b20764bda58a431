import { parseArgs } from "node:util";

export interface MainOptions {
  readonly kubeconfigPath: string;
  readonly context: string | undefined;
  /** Where the kubeconfig of the proxy is written. */
  readonly ownKubeconfig: string;
  readonly port: number;
  /** Where the control address is written; undefined: there is none. */
  readonly controlFile: string | undefined;
  readonly controlPort: number;
  /** Where the cluster's own control address can be read. */
  readonly clusterControlFile: string | undefined;
  readonly seed: number;
}

export const mainHelp = `node src/main.ts --kubeconfig FILE --write-kubeconfig FILE [OPTION…]

  --kubeconfig FILE        the cluster to stand in front of; its credentials are used towards it
  --context NAME           a context of that kubeconfig (default: its current one)
  --write-kubeconfig FILE  the way through the proxy, written at the start
  --port N                 where clients go, on 127.0.0.1; 0, the default, takes a free one
  --control-file FILE      opens a control address and writes it there; without it there is none
  --control-port N         its port; 0, the default, takes a free one
  --cluster-control FILE   where the cluster's own control address stands, for compaction and restart
  --seed N                 of all that is drawn (default 1)
  --help                   this text

Prints one line of JSON once it listens: {"server", "control"}. Ends on SIGTERM and SIGINT. Exit codes: 0 stopped, 2 wrong options, 1 anything else.`;

/** The options, or what is wrong with them. */
export function readMainOptions(
  args: readonly string[],
): { ok: true; value: MainOptions | "help" } | { ok: false; error: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: optionTypes });
    if (values.help) return { ok: true, value: "help" };
    if (values.kubeconfig === undefined || values["write-kubeconfig"] === undefined) {
      return { ok: false, error: "--kubeconfig and --write-kubeconfig are needed" };
    }
    return {
      ok: true,
      value: {
        kubeconfigPath: values.kubeconfig,
        context: values.context,
        ownKubeconfig: values["write-kubeconfig"],
        port: wholeNumber("--port", values.port, 65_535),
        controlFile: values["control-file"],
        controlPort: wholeNumber("--control-port", values["control-port"], 65_535),
        clusterControlFile: values["cluster-control"],
        seed: wholeNumber("--seed", values.seed, 2 ** 31 - 1),
      },
    };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) throw new Error(`${option} ${text}: a whole number up to ${max} is needed`);
  return value;
}

const optionTypes = {
  kubeconfig: { type: "string" },
  context: { type: "string" },
  "write-kubeconfig": { type: "string" },
  port: { type: "string", default: "0" },
  "control-file": { type: "string" },
  "control-port": { type: "string", default: "0" },
  "cluster-control": { type: "string" },
  seed: { type: "string", default: "1" },
  help: { type: "boolean", default: false },
} as const;
