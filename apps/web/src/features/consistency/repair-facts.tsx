"use client";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { RepairFactsFragmentDoc } from "@/gql/graphql";

/** What a repair does, call by call, and what it risks. */
export function RepairFacts({ repair }: { repair: FragmentType<typeof RepairFactsFragmentDoc> }) {
  const { title, risk, calls, automatic } = unmask(RepairFactsFragmentDoc, repair);
  return (
    <Box sx={{ mt: 1.5 }}>
      <Typography variant="body2">
        <b>Repair: {title}.</b> {automatic ? "It is done by itself." : "Somebody has to ask for it."}
      </Typography>
      <Typography variant="body2">Risk: {risk}</Typography>
      <Box
        component="ol"
        aria-label="Calls"
        sx={{ m: 0, mt: 0.5, pl: 3, typography: "body2", color: "text.secondary" }}
      >
        {calls.map((call) => (
          <li key={call}>{call}</li>
        ))}
      </Box>
    </Box>
  );
}
