"use client";
import AddIcon from "@mui/icons-material/Add";
import Box from "@mui/material/Box";
import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { TeamFactsFragmentDoc, TeamsNewsDocument, TeamsPageDocument } from "@/gql/graphql";
import { plural } from "@/lib/format/numbers";
import { feed, useLiveQuery } from "@/lib/live/use-live-query";
import { paths } from "@/lib/paths";
import { GatedButton } from "@/ui/gated-button";
import { PageHeader } from "@/ui/page-header";
import { ErrorState, Placeholder } from "@/ui/states";
import { TextLink } from "@/ui/text-link";
import { QuotaBar, usesOf } from "./quota-use";
import { CreateTeamDialog } from "./team-form-dialog";

const news = feed(TeamsNewsDocument);

/** All teams with what they hold of their quotas, and who waits for a decision. */
export function TeamsPage() {
  const { data, error, retry } = useLiveQuery(TeamsPageDocument, {}, [news]);
  const [creating, setCreating] = useState(false);
  const why = useWhyNowhere("changeTeams") ?? null;
  const openOf = (team: string) =>
    data?.quotaRequests.filter((request) => request.team === team && request.state === "OPEN").length ?? 0;
  return (
    <>
      <PageHeader
        title="Teams"
        actions={
          <GatedButton why={why} variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
            Create team
          </GatedButton>
        }
      />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={4} height={120} />}
      <Box component="ul" sx={gridStyle}>
        {data?.teams.map((team) => (
          <TeamCard key={team.name} team={team} openRequests={openOf(team.name)} />
        ))}
      </Box>
      {creating && <CreateTeamDialog onClose={() => setCreating(false)} />}
    </>
  );
}

const gridStyle = {
  m: 0,
  p: 0,
  listStyle: "none",
  display: "grid",
  gap: 2,
  gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))", xl: "repeat(3, minmax(0, 1fr))" },
};

function TeamCard({ team, openRequests }: { team: FragmentType<typeof TeamFactsFragmentDoc>; openRequests: number }) {
  const facts = unmask(TeamFactsFragmentDoc, team);
  const { name, description, archived, namespaces, usedPods, overQuota } = facts;
  const [gpus] = usesOf(facts);
  return (
    <Card component="li" aria-label={name} sx={{ minWidth: 0 }}>
      <CardContent sx={{ "&:last-child": { pb: 2 } }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap", mb: 0.5 }}>
          <Typography variant="h2" sx={{ overflowWrap: "anywhere" }}>
            <TextLink href={paths.team(name)}>{name}</TextLink>
          </Typography>
          {archived && <Chip size="small" variant="outlined" label="Archived" />}
          {overQuota.length > 0 && <Chip size="small" variant="outlined" color="warning" label="Over its quota" />}
          {openRequests > 0 && (
            <Chip
              size="small"
              variant="outlined"
              color="info"
              label={`${plural(openRequests, "quota request")} open`}
            />
          )}
        </Stack>
        <Typography variant="body2" sx={{ color: "text.secondary", mb: 1.5, overflowWrap: "anywhere" }}>
          {[description, plural(usedPods, "pod"), plural(namespaces.length, "namespace")].filter(Boolean).join(" · ")}
        </Typography>
        {gpus && <QuotaBar use={gpus} />}
      </CardContent>
    </Card>
  );
}
