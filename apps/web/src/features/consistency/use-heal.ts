"use client";
import { useMutation } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { useTellOfChange } from "@/features/operations/change-messages";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { ConfirmHealingDocument, HealDocument, type HealOutcomeFragment, HealOutcomeFragmentDoc } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import type { Healing } from "./heal-dialog";

/** The dry run as soon as it is shown, the real thing on demand: exactly the plan that was shown, or a refusal. */
export function useHeal(healing: Healing, onDone: () => void) {
  const [sendHeal] = useMutation(HealDocument, { fetchPolicy: "no-cache" });
  const [sendConfirm] = useMutation(ConfirmHealingDocument, { fetchPolicy: "no-cache" });
  const tellOfChange = useTellOfChange();
  const [keys] = useState(() => ({ heal: crypto.randomUUID(), confirm: crypto.randomUUID() }));
  const [result, setResult] = useState<HealOutcomeFragment | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const [sending, setSending] = useState(false);

  const confirm = async (planId: string, dryRun: boolean) => {
    const input = { planId, dryRun, ...(!dryRun && { operationId: keys.confirm }) };
    return outcomeOf((await sendConfirm({ variables: { input } })).data?.confirmHealing);
  };
  const ask = useRef(async (dryRun: boolean, planId: string | null) => {
    if ("planId" in healing) return confirm(healing.planId, dryRun);
    const { findings, kind } = healing;
    const input = { findings: [...findings], kind, planId, dryRun, ...(!dryRun && { operationId: keys.heal }) };
    const answer = outcomeOf((await sendHeal({ variables: { input } })).data?.heal);
    // The dialog has said that the brake stops it: the same press of the button confirms that very plan.
    return answer.__typename === "HealingStopped" && !dryRun ? confirm(answer.planId, false) : answer;
  });

  useEffect(() => {
    let shown = true;
    ask.current(true, null).then(
      (answer) => shown && setResult(answer),
      (failure) => shown && setError(failure),
    );
    return () => {
      shown = false;
    };
  }, []);

  async function heal() {
    setSending(true);
    setError(undefined);
    try {
      const answer = await ask.current(false, result?.__typename === "HealSuccess" ? result.planId : null);
      if (answer.__typename !== "HealSuccess") return setResult(answer);
      const [only, ...more] = answer.operations;
      if (only && more.length === 0) tellOfChange("Repair", only.id);
      else tellOfChange(`${plural(answer.operations.length, "repair")} under way`, null);
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  }

  return { result, error, sending, heal };
}

function outcomeOf(answer: FragmentType<typeof HealOutcomeFragmentDoc> | undefined): HealOutcomeFragment {
  if (!answer) throw new Error("The API answered without data.");
  return unmask(HealOutcomeFragmentDoc, answer);
}
