import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { ProductRefusal } from "./product-refusal.ts";

const embedded = "embedded";

/**
 * The sub-folder of the data folder that belongs to one cluster: a ledger is bound to the cluster it first met, so two clusters
 * never share one. `embedded`, or the name of the kubeconfig's cluster, made safe for a file name.
 */
export async function clusterFolder(dataDir: string, kubeconfig?: string, context?: string): Promise<string> {
  if (kubeconfig === undefined) return join(dataDir, embedded);
  const safe = (await clusterName(kubeconfig, context)).replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "");
  return join(dataDir, safe === "" || safe === embedded ? `cluster-${safe}` : safe);
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: { readonly cluster?: string } }[];
}

async function clusterName(path: string, context: string | undefined): Promise<string> {
  const config = await read(path);
  const name = context ?? config["current-context"];
  const found = config.contexts?.find((entry) => entry.name === name)?.context?.cluster;
  if (found !== undefined) return found;
  const known = config.contexts?.map((entry) => entry.name).join(", ");
  throw new ProductRefusal(
    name === undefined ? `${path} has no current context.` : `${path} has no context ${name}.`,
    known ? `It has: ${known}. Choose one with --context.` : "Is it a kubeconfig?",
  );
}

async function read(path: string): Promise<Kubeconfig> {
  try {
    const config: unknown = parse(await readFile(path, "utf8"));
    if (typeof config === "object" && config !== null) return config;
  } catch (error) {
    throw new ProductRefusal(
      `The kubeconfig ${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  throw new ProductRefusal(`${path} is no kubeconfig.`);
}
