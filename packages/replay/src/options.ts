import { parseArgs } from "node:util";
import { ReplayRefusal } from "./refusal.ts";

export interface ReplayOptions {
  readonly servers: string;
  readonly pods: string;
  readonly limit: number;
  readonly concurrency: number;
  readonly keep: boolean;
  readonly clean: boolean;
  readonly url: string;
  /** Undefined: the embedded cluster's, in the default data folder. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string;
  /** Undefined: found by looking for it. */
  readonly apiPid: number | undefined;
}

export const help = `npm run replay -- --servers FILE --pods FILE [OPTION…]

Adds a real GPU cluster's servers to the chosen cluster, asks for its pods one after the other through the public GraphQL API, and then
proves from the cluster's own API that nothing was lost, doubled, over-allocated or wrongly refused. Exit code 0: no difference.

  --servers FILE      CSV with the columns sn, cpu_milli, memory_mib, gpu, model
  --pods FILE         CSV with the columns name, cpu_milli, memory_mib, num_gpu, gpu_milli, gpu_spec, creation_time, deletion_time
  --limit N           only the first N pods, in the order of their creation
  --concurrency N     requests in flight (default 16)
  --keep              delete nothing, so that the cluster fills up; then each refusal is checked too
  --clean             at the end, remove the pods and the servers that were added
  --url URL           the API (default http://127.0.0.1:3000/graphql)
  --kubeconfig PATH   of the cluster that the API works on (default: the embedded one, .data/embedded/kubeconfig)
  --context NAME      a context of the kubeconfig
  --namespace NAME    where the pods go (default test-team)
  --api-pid PID       the API's process, to report its memory (default: found, where only one runs)
  --help              this text
`;

/** Reads the command line. @throws ReplayRefusal which names what is wrong */
export function readOptions(args: readonly string[]): ReplayOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  const { servers, pods } = values;
  if (servers === undefined || pods === undefined)
    throw new ReplayRefusal(`--servers and --pods are needed.\n\n${help}`);
  const url = values.url ?? "http://127.0.0.1:3000/graphql";
  if (!URL.canParse(url)) throw new ReplayRefusal(`--url ${url}: no address.`);
  return {
    servers,
    pods,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : whole("--limit", values.limit, 1_000_000),
    concurrency: whole("--concurrency", values.concurrency ?? "16", 1_000),
    keep: values.keep ?? false,
    clean: values.clean ?? false,
    url,
    kubeconfig: values.kubeconfig,
    context: values.context,
    namespace: values.namespace ?? "test-team",
    apiPid: values["api-pid"] === undefined ? undefined : whole("--api-pid", values["api-pid"], 2 ** 31),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        servers: { type: "string" },
        pods: { type: "string" },
        limit: { type: "string" },
        concurrency: { type: "string" },
        keep: { type: "boolean" },
        clean: { type: "boolean" },
        url: { type: "string" },
        kubeconfig: { type: "string" },
        context: { type: "string" },
        namespace: { type: "string" },
        "api-pid": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(". To specify");
    throw new ReplayRefusal(`${sentence}. --help lists the options.`);
  }
}

function whole(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < 1 || value > max)
    throw new ReplayRefusal(`${option} ${text}: a whole number from 1 to ${max}.`);
  return value;
}
