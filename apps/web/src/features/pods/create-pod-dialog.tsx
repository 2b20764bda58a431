"use client";
import { useMutation } from "@apollo/client/react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { CreatePodDocument } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { readAnswer } from "./form/change-answer";
import { PodFormDialog } from "./form/pod-form-dialog";
import { type CreateInput, emptyValues, toCreateInput } from "./form/pod-form-values";
import type { AskOptions } from "./form/use-pod-change";

/** Asks for a new pod; goes to its page once it is accepted. `server`: the one to be on, to begin with. */
export function CreatePodDialog({ server = "", onClose }: { server?: string; onClose: () => void }) {
  const router = useRouter();
  const tellOfChange = useTellOfChange();
  const [initial] = useState(() => emptyValues({ server }));
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
