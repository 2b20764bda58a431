"use client";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useTellOfChange } from "@/features/operations/change-messages";
import { operationTitle } from "@/features/operations/operation-looks";
import { type Change, useChange } from "@/lib/api/use-change";
import { readTeamAnswer, type TeamAnswer } from "./team-answer";

type TeamResult = Parameters<typeof readTeamAnswer>[0];

export interface TeamChangeOptions<TInput extends object> {
  readonly document: TypedDocumentNode<{ readonly change: TeamResult }, { input: TInput }>;
  /** What is asked for, without `dryRun` and key; null: nothing can be asked yet. */
  readonly input: TInput | null;
  readonly onDone: () => void;
}

export type TeamChange = Change<TeamAnswer>;

/** A change of a team: tried by dry runs as one types, sent once on demand, and told of when it is done. */
export function useTeamChange<TInput extends object>({ onDone, ...options }: TeamChangeOptions<TInput>): TeamChange {
  const tellOfChange = useTellOfChange();
  return useChange<TInput, TeamResult, TeamAnswer>({
    ...options,
    read: readTeamAnswer,
    onDone: (answer) => {
      if (answer.kind === "accepted" && answer.operation)
        tellOfChange(operationTitle(answer.operation), answer.operation.id);
      onDone();
    },
  });
}
