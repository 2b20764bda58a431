"use client";
import { useMutation } from "@apollo/client/react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { CreatePodDocument, type PodWishFactsFragment } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { readAnswer } from "./form/change-answer";
import { PodFormDialog } from "./form/pod-form-dialog";
import { type CreateInput, emptyValues, toCreateInput, valuesOfWish } from "./form/pod-form-values";
import type { AskOptions } from "./form/use-pod-change";

interface CreatePodDialogProps {
  /** The one to be on, to begin with. */
  readonly server?: string;
  /** What was asked for before, to begin with. */
  readonly wish?: PodWishFactsFragment;
  readonly onClose: () => void;
}

/** Asks for a new pod; goes to its page once it is accepted. */
export function CreatePodDialog({ server = "", wish, onClose }: CreatePodDialogProps) {
  const router = useRouter();
  const tellOfChange = useTellOfChange();
  const [initial] = useState(() => (wish ? valuesOfWish(wish) : emptyValues({ server })));
  const [create] = useMutation(CreatePodDocument, { fetchPolicy: "no-cache" });

  async function ask(input: CreateInput, { dryRun, operationId, signal }: AskOptions) {
    const { data } = await create({
      variables: { input: { ...input, dryRun, ...(operationId && { operationId }) } },
      ...(signal && { context: { fetchOptions: { signal } } }),
    });
    if (!data) throw new Error("The API answered without data.");
    return readAnswer(data.createPod);
  }

  return (
    <PodFormDialog
      mode="create"
      title="Create a pod"
      submit="Create pod"
      initial={initial}
      note={
        wish && wish.envNames.length > 0 ? "Values of environment variables are never shown: type them again." : null
      }
      toInput={toCreateInput}
      ask={ask}
      onAccepted={({ pod, operationId }) => {
        tellOfChange(`Create ${pod.namespace}/${pod.name}`, operationId);
        onClose();
        router.push(paths.pod(pod));
      }}
      onClose={onClose}
    />
  );
}
