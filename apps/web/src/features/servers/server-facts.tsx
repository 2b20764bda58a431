"use client";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { type ServerFactsFragment, ServerFactsFragmentDoc } from "@/gql/graphql";
import { Facts } from "@/ui/facts";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";

/** What the cluster says of the server: conditions, taints, labels. */
export function ServerFacts({ server }: { server: FragmentType<typeof ServerFactsFragmentDoc> }) {
  const { conditions, labels, taints, kubeletVersion, createdAt } = unmask(ServerFactsFragmentDoc, server);
  return (
    <Box
      sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" } }}
    >
      <Section title="Conditions">
        <Conditions conditions={conditions} />
      </Section>
      <Section title="Labels and taints">
        <Stack sx={{ gap: 2 }}>
          <Facts
            facts={[
              { name: "Kubelet", value: kubeletVersion ?? "–" },
              { name: "In the cluster since", value: <RelativeTime time={createdAt} /> },
            ]}
          />
          <Chips
            title="Taints"
            texts={taints.map(({ key, value, effect }) => `${key}${value && `=${value}`}: ${effect}`)}
          />
          <Chips title="Labels" texts={labels.map(({ key, value }) => (value ? `${key}=${value}` : key))} />
        </Stack>
      </Section>
    </Box>
  );
}

function Conditions({ conditions }: { conditions: ServerFactsFragment["conditions"] }) {
  return (
    <TableContainer>
      <Table size="small" aria-label="Conditions" sx={{ "& td, & th": { px: 1 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Condition</TableCell>
            <TableCell>Status</TableCell>
            <TableCell>Why</TableCell>
            <TableCell>Since</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {conditions.map(({ type, status, reason, message, since }) => (
            <TableRow key={type}>
              <TableCell component="th" scope="row">
                {type}
              </TableCell>
              <TableCell>{status}</TableCell>
              <TableCell>{message || reason || "–"}</TableCell>
              <TableCell>
                <RelativeTime time={since} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function Chips({ title, texts }: { title: string; texts: readonly string[] }) {
  return (
    <div>
      <Typography component="h3" variant="subtitle2" sx={{ mb: 0.75 }}>
        {title}
      </Typography>
      <Stack direction="row" sx={{ flexWrap: "wrap", gap: 0.75 }}>
        {texts.length === 0 && (
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            None
          </Typography>
        )}
        {texts.map((text) => (
          <Chip key={text} label={text} variant="outlined" sx={{ maxWidth: "100%" }} title={text} />
        ))}
      </Stack>
    </div>
  );
}
