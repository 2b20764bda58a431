"use client";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { AdoptNamespaceDocument } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import type { TeamAnswer } from "./team-answer";
import { TeamChangeDialog } from "./team-change-dialog";
import { useTeamChange } from "./use-team-change";

interface AdoptNamespaceDialogProps {
  readonly team: string;
  readonly namespace: string;
  readonly onClose: () => void;
}

/** Shows what adoption puts into a namespace that existed, and what it means for the pods in it, before it is done. */
export function AdoptNamespaceDialog({ team, namespace, onClose }: AdoptNamespaceDialogProps) {
  const [input] = useState({ team, namespace });
  const change = useTeamChange({ document: AdoptNamespaceDocument, input, onDone: onClose });
  return (
    <TeamChangeDialog
      title={`Adopt namespace ${namespace}?`}
      confirm={`Adopt ${namespace}`}
      change={change}
      disabled={change.answer?.kind !== "accepted"}
      onClose={onClose}
    >
      <Typography variant="body2">
        It gets the team's labels, Pod Security, a closed network, quota and limits, and is kept so. Pods that run go on
        running; their network is closed at once.
      </Typography>
      {change.answer?.kind === "accepted" && <PodsThere pods={change.answer.pods} />}
    </TeamChangeDialog>
  );
}

type Pods = Extract<TeamAnswer, { kind: "accepted" }>["pods"];

function PodsThere({ pods }: { pods: Pods }) {
  if (pods.length === 0) return <Typography variant="body2">No pod is in it.</Typography>;
  const strangers = pods.filter(({ ours }) => !ours).length;
  return (
    <Box>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {plural(pods.length, "pod")} in it{strangers > 0 && `, ${strangers} of other tools`}
      </Typography>
      <Box component="ul" sx={{ my: 0.5, pl: 2.5, typography: "body2", overflowWrap: "anywhere" }}>
        {pods.map(({ name, violations, mountsToken }) => (
          <li key={name}>
            {name}: {wordsFor(violations, mountsToken)}
          </li>
        ))}
      </Box>
    </Box>
  );
}

function wordsFor(violations: readonly string[], mountsToken: boolean): string {
  const words = [
    violations.length > 0 && `a new one like it will be refused (${violations.join("; ")})`,
    mountsToken && "a new one like it gets no token of the API server unasked",
  ].filter(Boolean);
  return words.length > 0 ? words.join("; ") : "nothing changes for it";
}
