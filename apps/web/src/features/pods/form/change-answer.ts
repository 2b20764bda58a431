import { unmask } from "@/gql/fragment-masking";
import {
  type CreatePodMutation,
  type DeletePodMutation,
  type PlanFactsFragment,
  PlanFactsFragmentDoc,
  type RefusalFactsFragment,
  RefusalFactsFragmentDoc,
  type UpdatePodMutation,
} from "@/gql/graphql";

/** What the API says to a change of a pod, real or dry: how it will be done, or why it will not. */
export type ChangeAnswer =
  | {
      readonly kind: "accepted";
      readonly plan: PlanFactsFragment;
      readonly pod: { namespace: string; name: string };
      /** Null for a dry run, and where nothing was to be changed. */
      readonly operationId: string | null;
    }
  | { readonly kind: "refused"; readonly refusal: RefusalFactsFragment };

type ChangeResult = CreatePodMutation["createPod"] | UpdatePodMutation["updatePod"] | DeletePodMutation["deletePod"];

/** Reads the result union of createPod, updatePod or deletePod. */
export function readAnswer(result: ChangeResult): ChangeAnswer {
  switch (result.__typename) {
    case "CreatePodSuccess":
    case "UpdatePodSuccess":
    case "DeletePodSuccess":
      return {
        kind: "accepted",
        plan: unmask(PlanFactsFragmentDoc, result.plan),
        pod: result.pod,
        operationId: result.operation?.id ?? null,
      };
    default:
      return { kind: "refused", refusal: unmask(RefusalFactsFragmentDoc, result) };
  }
}
