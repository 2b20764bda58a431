"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { podLook } from "@/features/pods/pod-looks";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { AttentionPodFragmentDoc } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { RelativeTime } from "@/ui/relative-time";
import { EmptyState } from "@/ui/states";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";

type AttentionPod = FragmentType<typeof AttentionPodFragmentDoc>;

/** Pods that wait, fail or are stuck, the longest first, each with its reason. */
export function AttentionList({ pods }: { pods: readonly AttentionPod[] }) {
  if (pods.length === 0) return <EmptyState title="Nothing waits and nothing fails" />;
  return (
    <Stack component="ul" sx={{ m: 0, p: 0, listStyle: "none", gap: 1.5, maxHeight: 420, overflow: "auto" }}>
      {unmask(AttentionPodFragmentDoc, pods).map((pod) => (
        <li key={pod.id}>
          <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
            <StatusChip look={podLook(pod.status)} />
            <TextLink href={paths.pod(pod)} variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
              {pod.namespace}/{pod.name}
            </TextLink>
            <Typography variant="body2" sx={{ color: "text.secondary", ml: "auto" }}>
              {pod.owner} · <RelativeTime time={pod.updatedAt} />
            </Typography>
          </Stack>
          {(pod.reason || pod.message) && (
            <Typography variant="body2" sx={messageStyle}>
              {pod.message ?? pod.reason}
            </Typography>
          )}
        </li>
      ))}
    </Stack>
  );
}

/** Three lines at most: the pod's page has all of it. */
const messageStyle = {
  mt: 0.25,
  color: "text.secondary",
  overflowWrap: "anywhere",
  display: "-webkit-box",
  WebkitLineClamp: 3,
  WebkitBoxOrient: "vertical",
  overflow: "hidden",
};
