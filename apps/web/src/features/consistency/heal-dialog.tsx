"use client";
import { useMutation } from "@apollo/client/react";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useSnackbar } from "notistack";
import { useEffect, useRef, useState } from "react";
import { RefusalView } from "@/features/refusals/refusal-view";
import { unmask } from "@/gql/fragment-masking";
import { HealDocument, type HealMutation, RefusalFactsFragmentDoc } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { useOperationKey } from "@/lib/api/use-operation-key";
import { plural } from "@/lib/format/numbers";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { RepairFacts } from "./repair-facts";

type HealResult = HealMutation["heal"];

/** Shows by a dry run what healing these findings does, then does it. */
export function HealDialog({ findings, onClose }: { findings: readonly string[]; onClose: () => void }) {
  const { result, error, sending, heal } = useHeal(findings, onClose);
  const planned = result?.__typename === "HealSuccess" ? result.repairs : null;
  return (
    <ConfirmDialog
      open
      title={`Heal ${plural(findings.length, "finding")}?`}
      confirm={planned ? `Do ${plural(planned.length, "repair")}` : "Heal"}
      busy={sending}
      disabled={!planned || planned.length === 0}
      onConfirm={heal}
      onClose={onClose}
    >
      <Stack sx={{ gap: 1, minHeight: 160 }}>
        {!result && error === undefined && <Placeholder lines={4} />}
        {planned?.length === 0 && <Typography>Nothing is left to repair.</Typography>}
        {planned?.map((repair) => (
          <RepairFacts key={repair.findingId} repair={repair} />
        ))}
        {result && result.__typename !== "HealSuccess" && (
          <RefusalView refusal={unmask(RefusalFactsFragmentDoc, result)} />
        )}
        {error !== undefined && (
          <Alert severity="error" variant="outlined" role="alert">
            {describeError(error).message}
          </Alert>
        )}
      </Stack>
    </ConfirmDialog>
  );
}

function useHeal(findings: readonly string[], onDone: () => void) {
  const [mutate] = useMutation(HealDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  const operationKey = useOperationKey();
  const [result, setResult] = useState<HealResult | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const [sending, setSending] = useState(false);

  const ask = useRef(async (dryRun: boolean) => {
    const input = { findings: [...findings], dryRun, ...(!dryRun && { operationId: operationKey.of(findings) }) };
    const { data } = await mutate({ variables: { input } });
    if (!data) throw new Error("The API answered without data.");
    return data.heal;
  });

  useEffect(() => {
    let shown = true;
    ask.current(true).then(
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
      const answer = await ask.current(false);
      if (answer.__typename !== "HealSuccess") {
        operationKey.renew();
        return setResult(answer);
      }
      enqueueSnackbar(`${plural(answer.operations.length, "repair")} under way`, { variant: "success" });
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  }

  return { result, error, sending, heal };
}
