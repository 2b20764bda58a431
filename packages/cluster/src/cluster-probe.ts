import { failureOfError, failureOfStatus, failureText } from "./api-errors.ts";
import { listOf, recordOf, textOf } from "./raw-json.ts";
import type { Transport } from "./transport.ts";

/** What one cheap request says of the cluster. */
export type ProbeAnswer =
  | { readonly kind: "there"; readonly clusterUid: string; readonly version: string }
  | { readonly kind: "away"; readonly why: string };

/**
 * Lists the one namespace kube-system: the item's uid is the cluster's identity, and the list's version is the cluster's
 * newest, read through the quorum. It shows what a watch cannot: that another cluster answers at the address, or that
 * the cluster was set back to an older state, after which watches from a later version stay silent.
 */
export async function probeCluster(transport: Transport, timeoutMs: number, signal: AbortSignal): Promise<ProbeAnswer> {
  try {
    const answer = await transport.send({ method: "GET", url: PROBE_URL, timeoutMs, signal });
    if (answer.status !== 200) {
      const failure = failureOfStatus(answer.status, answer.headers, answer.body, { hasEffect: false });
      return { kind: "away", why: failureText(failure) };
    }
    return read(answer.body);
  } catch (error) {
    return { kind: "away", why: failureText(failureOfError(error, { hasEffect: false })) };
  }
}

const PROBE_URL = `/api/v1/namespaces?${new URLSearchParams({ fieldSelector: "metadata.name=kube-system", limit: "1" })}`;

function read(body: string): ProbeAnswer {
  const list = recordOf(JSON.parse(body));
  const version = textOf(recordOf(list.metadata).resourceVersion);
  const clusterUid = textOf(recordOf(recordOf(listOf(list.items)[0]).metadata).uid);
  if (version === null || clusterUid === null) {
    return { kind: "away", why: "what answers there does not show the namespace kube-system" };
  }
  return { kind: "there", clusterUid, version };
}
