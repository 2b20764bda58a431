"use client";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { RepairFactsFragmentDoc } from "@/gql/graphql";

interface RepairFactsProps {
  readonly repair: FragmentType<typeof RepairFactsFragmentDoc>;
  /** It is being asked for: who has to is no question any more. */
  readonly asked?: boolean;
}

/** What a repair does, call by call, what it risks, and how it is taken back. */
export function RepairFacts({ repair, asked = false }: RepairFactsProps) {
  const { title, risk, undo, calls, automatic } = unmask(RepairFactsFragmentDoc, repair);
  return (
    <Box sx={{ mt: 1.5 }}>
      <Typography variant="body2">
        <b>Repair: {title}.</b> {!asked && (automatic ? "It is done by itself." : "An admin has to ask for it.")}
      </Typography>
      <Typography variant="body2">Risk: {risk}.</Typography>
      <Typography variant="body2">{undo ? `To take it back: ${undo}.` : "It cannot be taken back."}</Typography>
      {calls.length > 0 && (
        <Box
          component="ol"
          aria-label="Calls"
          sx={{ m: 0, mt: 0.5, pl: 3, typography: "body2", color: "text.secondary", overflowWrap: "anywhere" }}
        >
          {calls.map((call) => (
            <li key={call}>{call}</li>
          ))}
        </Box>
      )}
    </Box>
  );
}
