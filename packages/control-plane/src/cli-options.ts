import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface CliOptions {
  readonly servers: number;
  readonly gpus?: number;
  readonly model?: string;
  readonly port?: number;
  readonly dataDir?: string;
  /** Put the fault proxy in front of it. */
  readonly faults: boolean;
}

export const cliHelp = `Starts a real Kubernetes control plane (etcd, kube-apiserver, kube-scheduler, kube-controller-manager) with virtual GPU servers.

  npm run control-plane -- [options]

  --servers N       how many GPU servers (default 8)
  --gpus N          GPUs per server (default: what a server of that model has)
  --model NAME      all servers of this model, e.g. NVIDIA-H100-80GB-HBM3 (default: a mix)
  --port N          port of the API server on 127.0.0.1 (default: a free one)
  --keep-dir PATH   keep the cluster in this folder and go on with it the next time (default: nothing is kept)
  --faults          put a proxy in front of it that cuts, delays, refuses and forgets on request, and print its control address
  --help            this text

It runs until Ctrl-C. The first start on a machine builds the programs with Go (10 to 15 minutes), unless KUBEBUILDER_ASSETS names a folder that has them.
`;

/** The options, or all that is wrong with them. */
export function readCliOptions(
  args: readonly string[],
): { ok: true; value: CliOptions | "help" } | { ok: false; error: string } {
  const faults: string[] = [];
  const number = (name: string, text: string | undefined, min: number, max: number): number | undefined => {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    faults.push(`--${name} ${text}: a whole number from ${min} to ${max} is needed`);
    return undefined;
  };
  try {
    const { values } = parseArgs({ args: [...args], options: optionTypes });
    if (values.help) return { ok: true, value: "help" };
    const servers = number("servers", values.servers, 0, 5_000) ?? 8;
    const gpus = number("gpus", values.gpus, 0, 1_000);
    const port = number("port", values.port, 1, 65_535);
    if (values.model !== undefined && !/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(values.model)) {
      faults.push(`--model ${values.model}: it must be fit for a Kubernetes label (letters, digits, ".", "_", "-")`);
    }
    if (faults.length > 0) return { ok: false, error: faults.join("\n") };
    return {
      ok: true,
      value: {
        servers,
        faults: values.faults,
        ...(gpus === undefined ? {} : { gpus }),
        ...(port === undefined ? {} : { port }),
        ...(values.model === undefined ? {} : { model: values.model }),
        ...(values["keep-dir"] === undefined ? {} : { dataDir: resolve(values["keep-dir"]) }),
      },
    };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}

const optionTypes = {
  servers: { type: "string" },
  gpus: { type: "string" },
  model: { type: "string" },
  port: { type: "string" },
  "keep-dir": { type: "string" },
  faults: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;
