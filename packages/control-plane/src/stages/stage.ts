/** One kwok Stage: an object that matches is changed, after the delay. At most one stage may match any object: kwok picks among several by chance. */
export interface Stage {
  readonly name: string;
  readonly kind: "Pod" | "Node";
  /** jq over the object (see pod-queries.ts); the stage matches where it yields true. */
  readonly when: string;
  /** jq that yields a duration such as `250ms`. */
  readonly delay?: string;
  readonly event?: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string };
  /** Go template of a strategic merge patch for the object's status. */
  readonly status: string;
  /** Delete the object (with grace 0) after the patch. */
  readonly thenDelete?: boolean;
}

/** As kwok reads it. */
export function stageManifest(stage: Stage): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name: stage.name },
    spec: {
      resourceRef: { apiGroup: "v1", kind: stage.kind },
      selector: { matchExpressions: [{ jq: { key: stage.when, operator: "In", values: ["true"] } }] },
      ...(stage.delay === undefined
        ? {}
        : { delay: { durationMilliseconds: 0, durationFrom: { jq: { expression: stage.delay } } } }),
      steps: [
        { patch: { subresource: "status", type: "strategic", template: lockedStatusPatch(stage) } },
        // After the patch: one that was too late is tried again, and would be told twice.
        ...(stage.event === undefined ? [] : [{ event: stage.event }]),
        ...(stage.thenDelete ? [{ delete: true }] : []),
      ],
    },
  };
}

/**
 * uid makes the patch fail when the object is a new one of the same name; a pod's resourceVersion, when it has changed since kwok
 * looked. kwok drops a patch that fails so, and the change that made it fail is itself the event that makes kwok look again.
 * (A node's status is merged by condition, from nothing that others write: there is nothing to lose, and others write it often.)
 */
function lockedStatusPatch({ kind, status }: Stage): string {
  const version = kind === "Pod" ? `,"resourceVersion":{{ toJson .metadata.resourceVersion }}` : "";
  return `{"metadata":{"uid":{{ toJson .metadata.uid }}${version}},"status":${status}}`;
}
