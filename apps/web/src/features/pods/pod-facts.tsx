"use client";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type PodSummaryFragment, PodWishFragmentDoc, type RestartPolicy } from "@/gql/graphql";
import { Facts } from "@/ui/facts";
import { RelativeTime } from "@/ui/relative-time";
import { ownerText } from "./pod-looks";

const restartPolicies: Record<RestartPolicy, string> = {
  ALWAYS: "started again, always",
  ON_FAILURE: "started again if it failed",
  NEVER: "let be",
};

/** The rest of what is known of a pod: whose it is, why it is where it is, its times, and how it is started. */
export function PodFacts({
  summary,
  pod,
}: {
  summary: PodSummaryFragment;
  pod: FragmentType<typeof PodWishFragmentDoc>;
}) {
  const { live, command, envNames, ports, gpuModels, restartPolicy } = unmask(PodWishFragmentDoc, pod);
  return (
    <Facts
      facts={[
        { name: "Owner", value: `${ownerText(summary.owner)}, team ${summary.team}` },
        { name: "Why this server", value: summary.placement || "–" },
        { name: "GPU models", value: gpuModels.join(", ") || "any" },
        { name: "Asked for", value: <RelativeTime time={summary.createdAt} /> },
        { name: "Scheduled", value: <RelativeTime time={live?.scheduledAt} /> },
        { name: "Started", value: <RelativeTime time={live?.startedAt} /> },
        { name: "Ready", value: <RelativeTime time={live?.readyAt} /> },
        { name: "Restarts", value: String(summary.restarts) },
        { name: "When it ends", value: restartPolicies[restartPolicy] },
        { name: "Command", value: command.join(" ") || "the image's own" },
        { name: "Variables", value: envNames.length > 0 ? `${envNames.join(", ")} (values are not shown)` : "none" },
        { name: "Ports", value: ports.join(", ") || "none" },
        { name: "Cluster's id", value: live?.uid ?? "–" },
      ]}
    />
  );
}
