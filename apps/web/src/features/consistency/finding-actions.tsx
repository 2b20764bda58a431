"use client";
import { useMutation } from "@apollo/client/react";
import Stack from "@mui/material/Stack";
import { useSnackbar } from "notistack";
import { useState } from "react";
import { useRights } from "@/features/rights/use-rights";
import { type FindingFactsFragment, ReopenFindingDocument } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { GatedButton } from "@/ui/gated-button";
import { AcceptDialog } from "./accept-dialog";
import { actOf } from "./finding-looks";
import type { Healing } from "./heal-dialog";

/** What can be decided about a finding: its default repair, another one, or that it may stand. */
export function FindingActions({
  finding,
  onHeal,
}: {
  finding: FindingFactsFragment;
  onHeal: (healing: Healing) => void;
}) {
  const [accepting, setAccepting] = useState(false);
  const why = useRights(null)("heal");
  const { id, repair, repairs, state } = finding;
  if (state === "REPAIRING") return null;
  return (
    <Stack direction="row" sx={{ gap: 1, mt: 2, flexWrap: "wrap" }}>
      {repair && (
        <GatedButton why={why} variant="outlined" onClick={() => onHeal({ findings: [id], kind: null })}>
          Heal
        </GatedButton>
      )}
      {repairs
        .filter(({ kind }) => kind !== repair?.kind)
        .map(({ kind }) => (
          <GatedButton
            why={why}
            key={kind}
            variant="outlined"
            color="inherit"
            onClick={() => onHeal({ findings: [id], kind })}
          >
            {actOf(kind)}
          </GatedButton>
        ))}
      {state === "ACCEPTED" ? (
        <ReopenButton id={id} why={why} />
      ) : (
        <GatedButton why={why} color="inherit" onClick={() => setAccepting(true)}>
          Accept as it is
        </GatedButton>
      )}
      {accepting && <AcceptDialog finding={finding} onClose={() => setAccepting(false)} />}
    </Stack>
  );
}

function ReopenButton({ id, why }: { id: string; why: string | null }) {
  const [reopen, { loading }] = useMutation(ReopenFindingDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  const onClick = () =>
    reopen({ variables: { input: { finding: id } } }).catch((failure: unknown) =>
      enqueueSnackbar(describeError(failure).message, { variant: "error" }),
    );
  return (
    <GatedButton why={why} color="inherit" loading={loading} onClick={onClick}>
      Look at it again
    </GatedButton>
  );
}
