"use client";
import Alert from "@mui/material/Alert";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { RefusalView } from "@/features/refusals/refusal-view";
import { unmask } from "@/gql/fragment-masking";
import { RefusalFactsFragmentDoc, type RepairKind } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { plural } from "@/lib/format/numbers";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Placeholder } from "@/ui/states";
import { RepairFacts } from "./repair-facts";
import { useHeal } from "./use-heal";

/** Findings with the repair that was chosen (null: their default ones), or a plan that was stopped. */
export type Healing =
  | { readonly findings: readonly string[]; readonly kind: RepairKind | null }
  | { readonly planId: string };

const SHOWN_MAX = 50;

/** Shows by a dry run what healing does, then does it; what the brake would stop is said, and confirmed by the same button. */
export function HealDialog({ healing, onClose }: { healing: Healing; onClose: () => void }) {
  const { result, error, sending, heal } = useHeal(healing, onClose);
  const planned = result?.__typename === "HealSuccess" ? result : null;
  const stopped = planned?.stopped ?? null;
  const count = planned?.repairs.length ?? 0;
  const asksToConfirm = stopped !== null || "planId" in healing;
  return (
    <ConfirmDialog
      open
      title={"planId" in healing ? "Confirm the plan?" : `Heal ${plural(healing.findings.length, "finding")}?`}
      confirm={planned ? `${asksToConfirm ? "Confirm and do" : "Do"} ${plural(count, "repair")}` : "Heal"}
      tone={asksToConfirm ? "error" : "primary"}
      busy={sending}
      disabled={!planned || (count === 0 && !asksToConfirm)}
      onConfirm={heal}
      onClose={onClose}
    >
      <Stack sx={{ gap: 1, minHeight: 160 }}>
        {!result && error === undefined && <Placeholder lines={4} />}
        {stopped && (
          <Alert severity="warning" variant="outlined">
            The brake: {stopped.why}.
          </Alert>
        )}
        {planned && count === 0 && <Typography>Nothing is left to repair.</Typography>}
        {planned?.repairs.slice(0, SHOWN_MAX).map((repair) => (
          <RepairFacts key={repair.findingId} repair={repair} asked />
        ))}
        {count > SHOWN_MAX && <Typography variant="body2">and {plural(count - SHOWN_MAX, "more repair")}.</Typography>}
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
