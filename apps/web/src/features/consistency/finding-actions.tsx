"use client";
import { useMutation } from "@apollo/client/react";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useSnackbar } from "notistack";
import { useState } from "react";
import { type FindingFactsFragment, ReopenFindingDocument } from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
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
  const { id, repair, repairs, state } = finding;
  if (state === "REPAIRING") return null;
  return (
    <Stack direction="row" sx={{ gap: 1, mt: 2, flexWrap: "wrap" }}>
      {repair && (
        <Button variant="outlined" onClick={() => onHeal({ findings: [id], kind: null })}>
          Heal
        </Button>
      )}
      {repairs
        .filter(({ kind }) => kind !== repair?.kind)
        .map(({ kind }) => (
          <Button key={kind} variant="outlined" color="inherit" onClick={() => onHeal({ findings: [id], kind })}>
            {actOf(kind)}
          </Button>
        ))}
      {state === "ACCEPTED" ? (
        <ReopenButton id={id} />
      ) : (
        <Button color="inherit" onClick={() => setAccepting(true)}>
          Accept as it is
        </Button>
      )}
      {accepting && <AcceptDialog finding={finding} onClose={() => setAccepting(false)} />}
    </Stack>
  );
}

function ReopenButton({ id }: { id: string }) {
  const [reopen, { loading }] = useMutation(ReopenFindingDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  const onClick = () =>
    reopen({ variables: { input: { finding: id } } }).catch((failure: unknown) =>
      enqueueSnackbar(describeError(failure).message, { variant: "error" }),
    );
  return (
    <Button color="inherit" loading={loading} onClick={onClick}>
      Look at it again
    </Button>
  );
}
