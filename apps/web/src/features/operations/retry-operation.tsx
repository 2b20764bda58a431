"use client";
import { useQuery } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import dynamic from "next/dynamic";
import { useState } from "react";
import { CreatePodDialog } from "@/features/pods/pod-dialogs";
import { type OperationProgressFragment, PodToAskAgainDocument } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { TouchButton } from "./touch-button";

// Nobody waits for it before the list is there.
const HealDialog = dynamic(() => import("@/features/consistency/heal-dialog").then((module) => module.HealDialog));

type Retried = Pick<OperationProgressFragment, "id" | "kind" | "state" | "finding" | "repair">;

/** Asks again for what did not take effect, where that can be: a pod by the dialog with its wish filled in, a repair by a new plan. */
export function RetryOperation({ operation: { id, kind, state, finding, repair } }: { operation: Retried }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  if (state !== "FAILED" && state !== "UNDONE") return null;
  const isRepair = kind === "HEAL" && finding !== null;
  if (kind !== "CREATE_POD" && !isRepair) return null;
  return (
    <>
      <TouchButton id={id} color="primary" onClick={() => setOpen(true)}>
        {isRepair ? "Heal again" : "Ask for it again"}
      </TouchButton>
      {open && isRepair && <HealDialog healing={{ findings: [finding], kind: repair }} onClose={close} />}
      {open && !isRepair && <AskAgain id={id} onClose={close} />}
    </>
  );
}

function AskAgain({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useQuery(PodToAskAgainDocument, { variables: { id } });
  const wish = data?.operation?.podWish;
  if (error) {
    return (
      <Alert severity="error" variant="outlined" role="alert">
        {describeError(error).message}
      </Alert>
    );
  }
  return wish ? <CreatePodDialog wish={wish} onClose={onClose} /> : null;
}
