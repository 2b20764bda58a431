"use client";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql";
import { type OperationItemFragment, OperationItemFragmentDoc } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { isOver, operationLook, operationTitle } from "./operation-looks";
import { OperationSteps } from "./operation-steps";

/** One operation in a line; opens to its steps. One that is under way shows what it is at. */
export function OperationItem({ operation }: { operation: FragmentType<typeof OperationItemFragmentDoc> }) {
  const facts = unmask(OperationItemFragmentDoc, operation);
  const { kind, name, namespace, actor, createdAt, state } = facts;
  const note = noteOf(facts);
  return (
    <Accordion
      variant="outlined"
      disableGutters
      slotProps={{ transition: { unmountOnExit: true }, heading: { component: "h3" } }}
    >
      <AccordionSummary expandIcon={<ExpandMoreIcon />}>
        <Stack
          direction="row"
          sx={{ flexGrow: 1, minWidth: 0, alignItems: "center", flexWrap: "wrap", columnGap: 1.5, rowGap: 0.5, pr: 1 }}
        >
          <Box sx={{ width: 112, flexShrink: 0 }}>
            <StatusChip look={operationLook(state)} />
          </Box>
          <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
            {operationTitle(facts)}
          </Typography>
          {note && (
            <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
              {note}
            </Typography>
          )}
          <Typography variant="body2" sx={{ color: "text.secondary", ml: { sm: "auto" } }}>
            {actor} · <RelativeTime time={createdAt} />
          </Typography>
        </Stack>
      </AccordionSummary>
      <AccordionDetails>
        <OperationSteps operation={facts} />
        {name && namespace && kind !== "HEAL" && (
          <TextLink href={paths.pod({ namespace, name })} variant="body2" sx={{ display: "inline-block", mt: 1.5 }}>
            Pod {namespace}/{name}
          </TextLink>
        )}
      </AccordionDetails>
    </Accordion>
  );
}

function noteOf({ state, waitingFor, errorMessage }: OperationItemFragment): string | null {
  if (errorMessage) return errorMessage;
  return !isOver(state) && waitingFor ? `waits for ${waitingFor}` : null;
}
