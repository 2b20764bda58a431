import { type Amounts, pickAmounts } from "@resource-manager/domain/model/amounts";
import type { PodSpec, RestartPolicy } from "@resource-manager/domain/model/pod";
import type { PodDetails } from "@resource-manager/domain/ports/cluster";
import { containerFactsOf, mainContainerOf } from "./container-facts.ts";
import { fieldWritersOf } from "./field-writers.ts";
import { SPEC_ANNOTATION, VERSION_ANNOTATION } from "./marks.ts";
import { projectPod } from "./observed-pod.ts";
import { effectiveNeed } from "./pod-requests.ts";
import { listOf, type RawRecord, recordOf, textOf } from "./raw-json.ts";

/**
 * What an object tells of itself, so that the ledger's page can be rebuilt from it: the wish is what its main container asks for
 * now, with its env values; what no spec says (accepted GPU models, the insisted server) is in our annotation. Null where it is no pod.
 */
export function podDetails(raw: unknown, gpuResourceName: string): PodDetails | null {
  const pod = projectPod(raw, gpuResourceName);
  if (pod === null) {
    return null;
  }
  const object = recordOf(raw);
  const metadata = recordOf(object.metadata);
  const spec = recordOf(object.spec);
  const annotations = recordOf(metadata.annotations);
  return {
    pod,
    spec: wishOf(spec, annotatedWish(annotations), gpuResourceName, pod.image),
    version: versionOf(annotations),
    writers: fieldWritersOf(metadata),
  };
}

function wishOf(spec: RawRecord, annotated: RawRecord, gpuResourceName: string, image: string): PodSpec {
  const { command, env, ports } = containerFactsOf(spec);
  return {
    image,
    command,
    env,
    ports,
    resources: ownRequests(spec, gpuResourceName),
    restartPolicy: RESTART_POLICIES.get(spec.restartPolicy) ?? "ALWAYS",
    gpuModels: listOf(annotated.gpuModels).filter((model) => typeof model === "string"),
    server: textOf(annotated.server),
  };
}

/** What the main container alone asks for: sidecars that admission added are no part of the wish. */
function ownRequests(spec: RawRecord, gpuResourceName: string): Amounts {
  return pickAmounts(effectiveNeed({ containers: [mainContainerOf(spec)] }, gpuResourceName));
}

const RESTART_POLICIES: ReadonlyMap<unknown, RestartPolicy> = new Map([
  ["Always", "ALWAYS"],
  ["OnFailure", "ON_FAILURE"],
  ["Never", "NEVER"],
] as const);

function annotatedWish(annotations: RawRecord): RawRecord {
  const text = textOf(annotations[SPEC_ANNOTATION]);
  try {
    return text === null ? {} : recordOf(JSON.parse(text));
  } catch {
    // Somebody wrote into it: the spec itself says the rest.
    return {};
  }
}

function versionOf(annotations: RawRecord): number | null {
  const version = Number(annotations[VERSION_ANNOTATION]);
  return Number.isSafeInteger(version) && version > 0 ? version : null;
}
