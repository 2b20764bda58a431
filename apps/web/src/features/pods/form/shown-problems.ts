import { type FieldNamesMarkedBoolean, get } from "react-hook-form";
import type { ChangeAnswer } from "./change-answer";
import { type Problems, placeProblems, problemsOf } from "./pod-form-problems";
import type { PodFormValues } from "./pod-form-values";

interface Shown {
  readonly values: PodFormValues;
  readonly dirty: Partial<Readonly<FieldNamesMarkedBoolean<PodFormValues>>>;
  /** One tried to send it: then what was never touched is shown, too. */
  readonly tried: boolean;
  /** The API's newest answer, and what had been typed when it was asked. */
  readonly answered: { readonly values: PodFormValues; readonly answer: ChangeAnswer } | null;
}

/**
 * The problems to show: of what was typed, as it is typed; of what was left empty, once one tried to send it; and the API's, for as long
 * as the field they are about is as it was.
 */
export function shownProblems({ values, dirty, tried, answered }: Shown): Problems {
  const own = Object.entries(problemsOf(values)).filter(([field]) => tried || get(dirty, field));
  const said = answered
    ? Object.entries(problemsIn(answered.answer)).filter(([field]) =>
        same(get(values, field), get(answered.values, field)),
      )
    : [];
  return Object.fromEntries([...said, ...own]);
}

function problemsIn(answer: ChangeAnswer): Problems {
  if (answer.kind === "accepted") return {};
  const { refusal } = answer;
  switch (refusal.__typename) {
    case "InvalidInput":
    case "ClusterRefused":
      return placeProblems(refusal.problems).placed;
    case "NameTaken":
      return { name: refusal.message };
    case "ServerUnavailable":
      return { server: refusal.message };
    default:
      return {};
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
