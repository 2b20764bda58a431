"use client";
import EditIcon from "@mui/icons-material/EditOutlined";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { RecentActivity } from "@/features/audit/recent-activity";
import { TeamPullSecrets } from "@/features/pull-secrets/team-pull-secrets";
import { useRights } from "@/features/rights/use-rights";
import { TeamServiceAccounts } from "@/features/service-accounts/team-service-accounts";
import { unmask } from "@/gql/fragment-masking";
import { type TeamFactsFragment, TeamFactsFragmentDoc, type TeamPageQuery } from "@/gql/graphql";
import { formatCores, formatGib } from "@/lib/format/numbers";
import { paths } from "@/lib/paths";
import { Facts } from "@/ui/facts";
import { GatedButton } from "@/ui/gated-button";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { TextLink } from "@/ui/text-link";
import { QuotaRequests } from "./quota-requests";
import { QuotaUseBars } from "./quota-use";
import { ArchiveTeamDialog } from "./simple-changes";
import { EditTeamDialog } from "./team-form-dialog";
import { TeamMembers } from "./team-members";
import { TeamNamespaces } from "./team-namespaces";

interface TeamDetailProps {
  readonly team: NonNullable<TeamPageQuery["team"]>;
  readonly namespaces: TeamPageQuery["namespaces"];
  readonly requests: TeamPageQuery["quotaRequests"];
  /** Reads the team anew. */
  readonly onChanged: () => void;
}

/** What a team may hold and holds, its namespaces and what its pods may be, its wishes, and what was done. */
export function TeamDetail({ team, namespaces, requests, onChanged }: TeamDetailProps) {
  const facts = unmask(TeamFactsFragmentDoc, team);
  const { name, description, archived, overQuota } = facts;
  const [dialog, setDialog] = useState<"edit" | "archive" | null>(null);
  const close = () => setDialog(null);
  const whyNot = useRights(name);
  return (
    <>
      <PageHeader
        title={name}
        beside={archived && <Chip variant="outlined" label="Archived" />}
        actions={
          !archived && (
            <>
              <GatedButton why={whyNot("changeTeams")} color="inherit" onClick={() => setDialog("archive")}>
                Archive
              </GatedButton>
              <GatedButton
                why={whyNot("changeTeams")}
                variant="contained"
                startIcon={<EditIcon />}
                onClick={() => setDialog("edit")}
              >
                Edit team
              </GatedButton>
            </>
          )
        }
      />
      {description && <Typography sx={{ mt: -1.5, mb: 2, color: "text.secondary" }}>{description}</Typography>}
      {overQuota.length > 0 && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 2 }}>
          The team holds more than its quota. Nothing is taken away; new pods are refused until it is within it again.
        </Alert>
      )}
      <Box sx={gridStyle}>
        <Box sx={{ gridColumn: { lg: "1 / -1" } }}>
          <Section
            title="Quota"
            beside={
              <TextLink href={paths.pods({ namespace: namespaces.map((one) => one.name).join(",") })}>
                Its pods
              </TextLink>
            }
          >
            <QuotaUseBars team={facts} />
          </Section>
        </Box>
        <Box sx={{ display: "grid", gap: 2, alignContent: "start", gridTemplateColumns: "minmax(0, 1fr)" }}>
          <TeamMembers team={name} members={team.members} archived={archived} whyNot={whyNot} />
          <TeamServiceAccounts
            team={name}
            accounts={team.serviceAccounts}
            archived={archived}
            whyNot={whyNot}
            onChanged={onChanged}
          />
          <TeamNamespaces team={name} namespaces={namespaces} archived={archived} whyNot={whyNot} />
          <TeamPullSecrets team={name} secrets={team.pullSecrets} archived={archived} whyNot={whyNot} />
          <QuotaRequests team={facts} requests={requests} whyNot={whyNot} />
          <Section title="What its pods may be">
            <TeamPolicy team={facts} />
          </Section>
        </Box>
        <RecentActivity filter={{ team: name }} />
      </Box>
      {dialog === "edit" && <EditTeamDialog team={facts} onClose={close} />}
      {dialog === "archive" && <ArchiveTeamDialog team={facts} onClose={close} />}
    </>
  );
}

const gridStyle = {
  display: "grid",
  gap: 2,
  gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "repeat(2, minmax(0, 1fr))" },
};

function TeamPolicy({ team: { defaults, allowedImages } }: { team: TeamFactsFragment }) {
  const { cpuMillis, ramBytes, storageBytes } = defaults;
  return (
    <Facts
      facts={[
        { name: "Images", value: allowedImages.length === 0 ? "any" : allowedImages.join(", ") },
        { name: "Default CPU", value: formatCores(cpuMillis) },
        { name: "Default RAM", value: formatGib(ramBytes) },
        { name: "Default storage", value: storageBytes === null ? "none" : formatGib(storageBytes) },
      ]}
    />
  );
}
