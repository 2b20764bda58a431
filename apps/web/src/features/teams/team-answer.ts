import type { CreateTeamMutation, RefusalFactsFragment, RequestQuotaMutation } from "@/gql/graphql";
import type { ShownChange } from "@/ui/changes-table";

type TeamResult = CreateTeamMutation["change"];
type QuotaRequestResult = RequestQuotaMutation["change"];
type TeamSuccess = Extract<TeamResult, { __typename: "TeamSuccess" }>;

/** What the API says to a change of a team, real or dry. */
export type TeamAnswer =
  | {
      readonly kind: "accepted";
      readonly changes: readonly ShownChange[];
      readonly pods: TeamSuccess["pods"];
      /** Null where none was begun. */
      readonly operation: TeamSuccess["operation"];
    }
  | { readonly kind: "refused"; readonly refusal: RefusalFactsFragment };

/** Reads the result union of any change of a team or its quota. */
export function readTeamAnswer(result: TeamResult | QuotaRequestResult): TeamAnswer {
  if (result.__typename === "TeamSuccess") {
    const { changes, pods, operation } = result;
    return { kind: "accepted", changes, pods, operation };
  }
  if (result.__typename === "QuotaRequestSuccess")
    return { kind: "accepted", changes: [], pods: [], operation: result.operation };
  return { kind: "refused", refusal: result };
}

/** Messages by the input's paths: `quota.gpus`, `namespaces.0`. */
export function problemsIn(answer: TeamAnswer | null): Readonly<Record<string, string>> {
  if (answer?.kind !== "refused") return {};
  const { refusal } = answer;
  if (refusal.__typename === "NameTaken") return { name: refusal.message };
  if (refusal.__typename !== "InvalidInput") return {};
  return Object.fromEntries(refusal.problems.map(({ path, message }) => [path, capitalised(message)]));
}

function capitalised(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
