"use client";
import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type OperationItemFragment, OperationItemFragmentDoc } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { isOver, operationLook, operationTitle } from "./operation-looks";
import { OperationSteps } from "./operation-steps";

interface OperationItemProps {
  readonly operation: FragmentType<typeof OperationItemFragmentDoc>;
  readonly heading: "h2" | "h3";
}

/** One operation in a line; opens to its steps. One that is under way shows what it is at. */
export function OperationItem({ operation, heading }: OperationItemProps) {
  const facts = unmask(OperationItemFragmentDoc, operation);
  const { kind, name, namespace, server, actor, createdAt, state } = facts;
  const note = noteOf(facts);
  return (
    <Accordion
      variant="outlined"
      disableGutters
      slotProps={{ transition: { unmountOnExit: true }, heading: { component: heading } }}
    >
      <AccordionSummary expandIcon={<ExpandMoreIcon />} sx={{ "& .MuiAccordionSummary-content": { minWidth: 0 } }}>
        <Box sx={summaryGrid}>
          <StatusChip look={operationLook(state)} />
          <Box sx={{ minWidth: 0 }}>
            <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
              {operationTitle(facts)}
              {facts.undoes && " (undo)"}
            </Typography>
            {note && (
              <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
                {note}
              </Typography>
            )}
          </Box>
          <Typography variant="body2" sx={{ color: "text.secondary", gridColumn: 2, [wide]: { gridColumn: 3 } }}>
            {actor} · <RelativeTime time={createdAt} />
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails>
        <OperationSteps operation={facts} />
        {name && namespace && kind !== "HEAL" && (
          <TextLink href={paths.pod({ namespace, name })} variant="body2" sx={{ display: "inline-block", mt: 1.5 }}>
            Pod {namespace}/{name}
          </TextLink>
        )}
        {server && (
          <TextLink href={paths.server(server)} variant="body2" sx={{ display: "inline-block", mt: 1.5 }}>
            Server {server}
          </TextLink>
        )}
      </AccordionDetails>
    </Accordion>
  );
}

/** As wide as the list is, not as the window: a card beside another one is as narrow as a phone. */
const wide = "@container (min-width: 600px)";

/** State, what, and who and when: beside each other, or the last below what where there is no room. */
const summaryGrid = {
  flexGrow: 1,
  minWidth: 0,
  pr: 1,
  display: "grid",
  gridTemplateColumns: "auto minmax(0, 1fr)",
  [wide]: { gridTemplateColumns: "104px minmax(0, 1fr) auto" },
  justifyItems: "start",
  alignItems: "start",
  columnGap: 1.5,
};

function noteOf({ state, waitingFor, errorMessage }: OperationItemFragment): string | null {
  if (errorMessage) return errorMessage;
  return !isOver(state) && waitingFor ? `waiting: ${waitingFor}` : null;
}
