"use client";
import { useMutation } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { RefusalView } from "@/features/refusals/refusal-view";
import { DeletePodDocument, type PodToEditFragment } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { useDryRun } from "@/lib/api/use-dry-run";
import { useOperationKey } from "@/lib/api/use-operation-key";
import { describeAmounts } from "@/lib/format/amounts";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { type ChangeAnswer, readAnswer } from "./form/change-answer";
import { PlanPreview } from "./form/plan-preview";

interface DeletePodDialogProps {
  readonly pod: Pick<PodToEditFragment, "namespace" | "name" | "requested" | "server">;
  readonly onClose: () => void;
}

/** Says what a deletion frees and what is lost, by a dry run, before it is done. */
export function DeletePodDialog({ pod, onClose }: DeletePodDialogProps) {
  const { namespace, name, requested, server } = pod;
  const [remove] = useMutation(DeletePodDocument, { fetchPolicy: "no-cache" });
  const [input] = useState({ namespace, name });
  const dryRun = useDryRun(input, (input) => ask(true, input));
  const operationKey = useOperationKey();
  const tellOfChange = useTellOfChange();
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState<{ answer?: ChangeAnswer; error?: unknown } | null>(null);

  async function ask(dryRun: boolean, input: { namespace: string; name: string }, operationId?: string) {
    const { data } = await remove({ variables: { input: { ...input, dryRun, ...(operationId && { operationId }) } } });
    if (!data) throw new Error("The API answered without data.");
    return readAnswer(data.deletePod);
  }

  async function confirm() {
    setSending(true);
    try {
      const answer = await ask(false, input, operationKey.of(input));
      if (answer.kind === "accepted") {
        tellOfChange(`Delete ${namespace}/${name}`, answer.operationId);
        return onClose();
      }
      operationKey.renew();
      setFailed({ answer });
    } catch (error) {
      setFailed({ error });
    } finally {
      setSending(false);
    }
  }

  const answer = failed?.answer ?? dryRun.last?.answer;
  const error = failed?.error ?? dryRun.error;
  return (
    <ConfirmDialog
      open
      title={`Delete pod ${namespace}/${name}?`}
      confirm={`Delete ${name}`}
      tone="error"
      busy={sending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2, minHeight: 240 }}>
        <Typography>
          Its processes end, and what they hold in memory or wrote to the container is lost. The pod can be made anew
          afterwards, without what was lost.
        </Typography>
        <Typography>
          It frees <b>{describeAmounts(requested)}</b>
          {server && ` on ${server.name}`}, as soon as the pod is proven gone.
        </Typography>
        {answer?.kind === "accepted" && <PlanPreview plan={{ ...answer.plan, server: null }} showChanges={false} />}
        {answer?.kind === "refused" && <RefusalView refusal={answer.refusal} />}
        {error !== undefined && (
          <Alert severity="error" variant="outlined" role="alert">
            {describeError(error).message}
          </Alert>
        )}
        {!answer && error === undefined && <Placeholder lines={4} />}
      </Stack>
    </ConfirmDialog>
  );
}
