"use client";
import { useApolloClient } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { RefusalView } from "@/features/refusals/refusal-view";
import { Unanswered } from "@/features/refusals/unanswered";
import {
  CordonServerDocument,
  type CordonServerMutation,
  DrainServerDocument,
  type RefusalFactsFragment,
  type ServerChangeFactsFragment,
  ServerDetailDocument,
  UncordonServerDocument,
} from "@/gql/graphql";
import { useChange } from "@/lib/api/use-change";
import { plural } from "@/lib/format/numbers";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { DrainPlan } from "./drain-plan";

export type ServerChangeKind = keyof typeof changes;

const changes = {
  cordon: {
    document: CordonServerDocument,
    verb: "Cordon",
    tone: "primary",
    text: "Nothing new is placed on it. What runs there keeps running.",
  },
  uncordon: {
    document: UncordonServerDocument,
    verb: "Uncordon",
    tone: "primary",
    text: "It takes new pods again.",
  },
  drain: {
    document: DrainServerDocument,
    verb: "Drain",
    tone: "error",
    text: "It is cordoned, and our pods on it are made anew on other servers: their processes end, and what they hold in memory or wrote to the container is lost. Room is held on both servers until an old pod is proven gone.",
  },
} as const;

type ServerAnswer =
  | { readonly kind: "accepted"; readonly facts: ServerChangeFactsFragment }
  | { readonly kind: "refused"; readonly refusal: RefusalFactsFragment };

function readServerAnswer(result: CordonServerMutation["change"]): ServerAnswer {
  if (result.__typename === "ServerChangeSuccess") return { kind: "accepted", facts: result };
  return { kind: "refused", refusal: result };
}

interface ServerChangeDialogProps {
  readonly kind: ServerChangeKind;
  readonly name: string;
  readonly onClose: () => void;
}

/** Says what cordoning, uncordoning or draining a server does, by a dry run, before it is done. */
export function ServerChangeDialog({ kind, name, onClose }: ServerChangeDialogProps) {
  const { document, verb, tone, text } = changes[kind];
  const [input] = useState({ name });
  const client = useApolloClient();
  const tellOfChange = useTellOfChange();
  const change = useChange({
    document,
    input,
    read: readServerAnswer,
    onDone: () => {
      tellOfChange(`${verb} ${name}: accepted`, null);
      onClose();
      // Its operation is no change of the server until the cluster reports one.
      void client.refetchQueries({ include: [ServerDetailDocument] });
    },
  });
  const { answer, error, lostAnswer } = change;
  const moves = answer?.kind === "accepted" ? answer.facts.moves : [];
  const moving = moves.filter(({ to }) => to !== null).length;
  return (
    <ConfirmDialog
      open
      title={`${verb} ${name}?`}
      confirm={moving > 0 ? `Drain and move ${plural(moving, "pod")}` : `${verb} ${name}`}
      tone={tone}
      size={kind === "drain" ? "md" : "sm"}
      busy={change.sending}
      disabled={answer?.kind !== "accepted"}
      onConfirm={change.send}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, minHeight: kind === "drain" ? 240 : 80 }} aria-live="polite" aria-busy={change.checking}>
        <Typography>{text}</Typography>
        {answer?.kind === "accepted" && kind === "drain" && <DrainPlan facts={answer.facts} />}
        {answer?.kind === "refused" && <RefusalView refusal={answer.refusal} />}
        {error !== undefined && <Unanswered error={error} lostAnswer={lostAnswer} />}
        {!answer && error === undefined && <Placeholder lines={kind === "drain" ? 4 : 1} />}
        {moves.length > moving && (
          <Alert severity="warning" variant="outlined">
            {plural(moves.length - moving, "pod")} would stay. Drain again when there is room for them, or when their
            owners agree.
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
}
