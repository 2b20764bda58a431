import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "@resource-manager/control-plane/build-binaries";
import { kubernetesVersion } from "@resource-manager/control-plane/kubernetes-version";

const run = promisify(execFile);

/** The kubectl to test with, or why there is none. */
export type FoundKubectl =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing"; readonly why: string };

/**
 * The control plane's own kubectl where it was built, else KUBEBUILDER_ASSETS', else the PATH's. It must be of the minor version that
 * the transcripts were recorded with, because other ones print other things.
 */
export async function findKubectl(): Promise<FoundKubectl> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const places = [join(await cacheFolder(), "kubectl"), ...(assets ? [join(assets, "kubectl")] : []), "kubectl"];
  const seen: string[] = [];
  for (const path of places) {
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (minorOf(version) === minorOf(kubernetesVersion)) return { kind: "found", path };
    seen.push(`${path} is ${version}`);
  }
  const wanted = `kubectl ${minorOf(kubernetesVersion)} is not on this machine`;
  const why = [wanted, ...seen].join("; ");
  return { kind: "missing", why: `${why}. It comes with the control plane (npm run control-plane), which needs Go.` };
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["version", "--client", "--output=json"]);
    return (JSON.parse(stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
  } catch {
    return undefined;
  }
}

function minorOf(version: string): string {
  return /^v\d+\.\d+/.exec(version)?.[0] ?? version;
}
