"use client";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { podLook } from "@/features/pods/pod-looks";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import {
  AttentionBesideDocument,
  AttentionPodFragmentDoc,
  ServersChangedDocument,
  TeamsNewsDocument,
} from "@/gql/graphql";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { RelativeTime } from "@/ui/relative-time";
import { EmptyState } from "@/ui/states";
import { StatusChip, type StatusLook } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { attentionBeside } from "./attention";

type AttentionPod = FragmentType<typeof AttentionPodFragmentDoc>;

const serversMax = 5;
const besideFeeds = [
  feed(ServersChangedDocument, {
    variables: (cursor) => ({ after: cursor, filter: { status: ["NOT_READY" as const, "UNKNOWN" as const] } }),
  }),
  feed(TeamsNewsDocument),
];

interface AttentionListProps {
  /** Whose quota counts; null: every team's that the viewer sees. */
  readonly team: string | null;
  readonly findings: number;
  readonly pods: readonly AttentionPod[];
}

/** What needs somebody now: findings, servers, quotas, and pods that wait, fail or are stuck, the longest first. */
export function AttentionList({ team, findings, pods }: AttentionListProps) {
  const { data } = useLiveQuery(AttentionBesideDocument, { first: serversMax }, besideFeeds);
  const beside = attentionBeside(findings, data, team);
  if (pods.length + beside.length === 0) return <EmptyState title="Nothing waits and nothing fails" />;
  return (
    <Stack component="ul" tabIndex={0} aria-label="Needs attention" sx={listStyle}>
      {beside.map(({ id, look, text, href, note }) => (
        <Line key={id} look={look} text={text} href={href} beside={null} note={note} />
      ))}
      {unmask(AttentionPodFragmentDoc, pods).map((pod) => (
        <Line
          key={pod.id}
          look={podLook(pod.status)}
          text={`${pod.namespace}/${pod.name}`}
          href={paths.pod(pod)}
          beside={
            <>
              {pod.owner} · <RelativeTime time={pod.updatedAt} />
            </>
          }
          note={pod.message ?? pod.reason}
        />
      ))}
    </Stack>
  );
}

interface LineProps {
  readonly look: StatusLook;
  readonly text: string;
  readonly href: string;
  readonly beside: ReactNode;
  readonly note: string | null;
}

function Line({ look, text, href, beside, note }: LineProps) {
  return (
    <li>
      <Stack direction="row" sx={{ alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <StatusChip look={look} />
        <TextLink href={href} variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
          {text}
        </TextLink>
        <Typography variant="body2" sx={{ color: "text.secondary", ml: "auto" }}>
          {beside}
        </Typography>
      </Stack>
      {note && (
        <Typography variant="body2" sx={noteStyle}>
          {note}
        </Typography>
      )}
    </li>
  );
}

const listStyle = { m: 0, p: 0, listStyle: "none", gap: 1.5, maxHeight: 420, overflow: "auto" };

/** Three lines at most: the page that it leads to has all of it. */
const noteStyle = {
  mt: 0.25,
  color: "text.secondary",
  overflowWrap: "anywhere",
  display: "-webkit-box",
  WebkitLineClamp: 3,
  WebkitBoxOrient: "vertical",
  overflow: "hidden",
};
