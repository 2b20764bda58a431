"use client";
import { useMutation } from "@apollo/client/react";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { PodToEditFragmentDoc, UpdatePodDocument } from "@/gql/graphql";
import { readAnswer } from "./form/change-answer";
import { PodFormDialog } from "./form/pod-form-dialog";
import { toUpdateInput, type UpdateInput, valuesOf } from "./form/pod-form-values";
import type { AskOptions } from "./form/use-pod-change";

interface EditPodDialogProps {
  readonly pod: FragmentType<typeof PodToEditFragmentDoc>;
  readonly onClose: () => void;
}

/** Changes a pod: what differs from how it was when the dialog opened. Somebody else's change meanwhile is a Conflict, not lost. */
export function EditPodDialog({ pod, onClose }: EditPodDialogProps) {
  const [opened] = useState(() => unmask(PodToEditFragmentDoc, pod));
  const [initial] = useState(() => valuesOf(opened));
  const tellOfChange = useTellOfChange();
  const [update] = useMutation(UpdatePodDocument, { fetchPolicy: "no-cache" });

  async function ask(input: UpdateInput, { dryRun, recreate, operationId, signal }: AskOptions) {
    const { data } = await update({
      variables: { input: { ...input, dryRun, recreate, ...(operationId && { operationId }) } },
      ...(signal && { context: { fetchOptions: { signal } } }),
    });
    if (!data) throw new Error("The API answered without data.");
    return readAnswer(data.updatePod);
  }

  return (
    <PodFormDialog
      mode="edit"
      title={`Edit ${opened.namespace}/${opened.name}`}
      submit="Save changes"
      initial={initial}
      toInput={(values) => toUpdateInput(values, opened)}
      ask={ask}
      onAccepted={({ operationId }) => {
        tellOfChange(`Change ${opened.namespace}/${opened.name}`, operationId);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
