"use client";
import { useMutation } from "@apollo/client/react";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import MenuItem from "@mui/material/MenuItem";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useSnackbar } from "notistack";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import {
  HealingPoliciesDocument,
  type PolicyFactsFragment,
  PolicyFactsFragmentDoc,
  type PolicyMode,
  RefusalFactsFragmentDoc,
  SetHealingPolicyDocument,
  type SetHealingPolicyInput,
} from "@/gql/graphql";
import { describeError } from "@/lib/api/describe-error";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { Section } from "@/ui/section";
import { ErrorState, Placeholder } from "@/ui/states";
import { AddPolicy } from "./add-policy";
import { className, policyWords } from "./finding-looks";

/** What is done about each kind of finding: everywhere, and in single namespaces. */
export function PoliciesPanel() {
  const { data, error, retry } = useLiveQuery(HealingPoliciesDocument, {}, []);
  const set = useSetPolicy(retry);
  const why = useWhyNowhere("heal") ?? null;
  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (!data) return <Placeholder lines={8} height={40} />;
  const policies = unmask(PolicyFactsFragmentDoc, data.healingPolicies);
  return (
    <Section title="Policies">
      <Typography variant="body2" sx={{ mb: 2, color: "text.secondary" }}>
        {Object.values(policyWords)
          .map(({ name, means }) => `${name}: ${means}`)
          .join(" ")}{" "}
        No policy takes over or deletes a pod in the cluster: that is done only when somebody asks for it.
      </Typography>
      {why && (
        <Typography variant="body2" sx={{ mb: 2 }}>
          Yours to read, not to set: {why}.
        </Typography>
      )}
      <TableContainer>
        <Table size="small" aria-label="Policies" sx={{ "& td, & th": { px: { xs: 0.5, sm: 1 } } }}>
          <TableHead>
            <TableRow>
              <TableCell>Kind</TableCell>
              <TableCell>Namespace</TableCell>
              <TableCell>What is done</TableCell>
              <TableCell component="td" />
            </TableRow>
          </TableHead>
          <TableBody>
            {policies.map((policy) => (
              <PolicyRow
                key={`${policy.class}/${policy.namespace ?? ""}`}
                policy={policy}
                onSet={why === null ? set : null}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {why === null && <AddPolicy onSet={set} />}
    </Section>
  );
}

export type SetPolicy = (input: SetHealingPolicyInput) => Promise<boolean>;

/** `onSet` null: the viewer only reads it. */
function PolicyRow({ policy, onSet }: { policy: PolicyFactsFragment; onSet: SetPolicy | null }) {
  const { namespace, mode, isDefault, mayHeal } = policy;
  const label = `${className(policy.class)}${namespace ? ` in ${namespace}` : ""}`;
  const input = { class: policy.class, namespace };
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {className(policy.class)}
      </TableCell>
      <TableCell>{namespace ?? "all"}</TableCell>
      <TableCell>
        {onSet ? (
          <TextField
            select
            variant="standard"
            size="small"
            value={mode}
            onChange={(event) => onSet({ ...input, mode: event.target.value as PolicyMode })}
            slotProps={{ htmlInput: { "aria-label": `What is done: ${label}` } }}
          >
            {(Object.keys(policyWords) as PolicyMode[]).map((one) => (
              <MenuItem key={one} value={one} disabled={one === "HEAL" && !mayHeal}>
                {policyWords[one].name}
              </MenuItem>
            ))}
          </TextField>
        ) : (
          policyWords[mode].name
        )}
      </TableCell>
      <TableCell align="right">
        {isDefault && <Chip size="small" variant="outlined" label="default" />}
        {!isDefault && onSet && (
          <Button size="small" color="inherit" onClick={() => onSet({ ...input, mode: null })}>
            {namespace ? "Remove" : "Back to default"}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

function useSetPolicy(onSet: () => void): SetPolicy {
  const [send] = useMutation(SetHealingPolicyDocument, { fetchPolicy: "no-cache" });
  const { enqueueSnackbar } = useSnackbar();
  return async (input) => {
    try {
      const answer = (await send({ variables: { input } })).data?.setHealingPolicy;
      if (answer && answer.__typename !== "HealingPolicySuccess") {
        enqueueSnackbar(unmask(RefusalFactsFragmentDoc, answer).message, { variant: "error" });
        return false;
      }
      onSet();
      return true;
    } catch (failure) {
      enqueueSnackbar(describeError(failure).message, { variant: "error" });
      return false;
    }
  };
}
