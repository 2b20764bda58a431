"use client";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type FindingFactsFragment, FindingFactsFragmentDoc } from "@/gql/graphql";
import { describeAmounts } from "@/lib/format/amounts";
import { paths } from "@/lib/paths";
import { Facts } from "@/ui/facts";
import { StatusChip } from "@/ui/status-chip";
import { TextLink } from "@/ui/text-link";
import { className, severityLook } from "./finding-looks";
import { RepairFacts } from "./repair-facts";

interface FindingCardProps {
  readonly finding: FragmentType<typeof FindingFactsFragmentDoc>;
  readonly onHeal: () => void;
}

/** One disagreement: what, why, what it costs, the three views of it, and its repair. */
export function FindingCard({ finding, onHeal }: FindingCardProps) {
  const facts = unmask(FindingFactsFragmentDoc, finding);
  const titleId = useId();
  return (
    <Card component="article" aria-labelledby={titleId}>
      <CardContent>
        <Stack direction="row" sx={{ gap: 1.5, alignItems: "center", flexWrap: "wrap", mb: 1 }}>
          <StatusChip look={severityLook(facts.severity)} />
          <Typography id={titleId} variant="h2" sx={{ overflowWrap: "anywhere", flexGrow: 1 }}>
            {facts.title}
          </Typography>
          {facts.repair && (
            <Button variant="outlined" onClick={onHeal}>
              Heal
            </Button>
          )}
        </Stack>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          {facts.explanation}
        </Typography>
        <Facts
          facts={[
            { name: "What", value: <Subject subject={facts.subject} /> },
            { name: "Kind", value: className(facts.class) },
            { name: "Cost", value: describeAmounts(facts.cost) },
          ]}
        />
        {facts.differences.length > 0 && <Differences differences={facts.differences} />}
        {facts.repair ? (
          <RepairFacts repair={facts.repair} />
        ) : (
          <Typography variant="body2" sx={{ mt: 1.5 }}>
            No repair is planned: somebody has to decide.
          </Typography>
        )}
      </CardContent>
    </Card>
  );
}

/** `pod:namespace/name` or `server:name`, as a link to it where there is a page. */
function Subject({ subject }: { subject: string }) {
  const [kind = "", rest = ""] = subject.split(/:(.*)/s);
  const [namespace, name] = rest.split("/");
  if (kind === "pod" && namespace && name) return <TextLink href={paths.pod({ namespace, name })}>Pod {rest}</TextLink>;
  if (kind === "server" && rest) return <TextLink href={paths.server(rest)}>Server {rest}</TextLink>;
  return subject;
}

function Differences({ differences }: { differences: FindingFactsFragment["differences"] }) {
  return (
    <TableContainer sx={{ mt: 1.5 }}>
      <Table size="small" aria-label="Differences" sx={{ "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Field</TableCell>
            <TableCell>Ledger</TableCell>
            <TableCell>Cluster: asked for</TableCell>
            <TableCell>Cluster: running</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {differences.map(({ field, ledger, clusterSpec, clusterStatus }) => (
            <TableRow key={field}>
              <TableCell component="th" scope="row">
                {field}
              </TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{ledger ?? "–"}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{clusterSpec ?? "–"}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{clusterStatus ?? "–"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
