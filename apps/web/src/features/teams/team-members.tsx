"use client";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import { type MemberFactsFragment, MemberFactsFragmentDoc, type TeamPageQuery } from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { RelativeTime } from "@/ui/relative-time";
import { Section } from "@/ui/section";
import { EmptyState } from "@/ui/states";
import { RemoveMemberDialog, SetMemberDialog } from "./member-dialogs";
import { teamRoles } from "./team-role";

interface TeamMembersProps {
  readonly team: string;
  readonly members: NonNullable<TeamPageQuery["team"]>["members"];
  readonly archived: boolean;
  readonly whyNot: WhyNot;
}

type Opened = { readonly kind: "set" | "remove"; readonly member: MemberFactsFragment } | { readonly kind: "add" };

/** Who is in the team, and as what. */
export function TeamMembers({ team, members, archived, whyNot }: TeamMembersProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const why = whyNot("manageMembers");
  return (
    <Section title="Members">
      {members.length === 0 && <EmptyState title="Nobody is in the team yet" />}
      <Stack component="ul" aria-label="Members" sx={{ m: 0, p: 0, listStyle: "none" }}>
        {unmask(MemberFactsFragmentDoc, members).map((member) => (
          <Box component="li" key={member.userId} sx={rowStyle}>
            <Box sx={{ minWidth: 0, flexGrow: 1 }}>
              <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
                {member.name}
              </Typography>
              <Typography variant="body2" sx={{ color: "text.secondary" }}>
                {teamRoles[member.role].name}, <RelativeTime time={member.since} />
                {member.disabled && "; cannot sign in"}
              </Typography>
            </Box>
            {why === null && (
              <>
                <Button
                  size="small"
                  aria-label={`Role of ${member.name}`}
                  onClick={() => setOpened({ kind: "set", member })}
                >
                  Role
                </Button>
                <Button
                  size="small"
                  color="inherit"
                  aria-label={`Remove ${member.name}`}
                  onClick={() => setOpened({ kind: "remove", member })}
                >
                  Remove
                </Button>
              </>
            )}
          </Box>
        ))}
      </Stack>
      {!archived && (
        <GatedButton
          why={why}
          size="small"
          variant="outlined"
          sx={{ mt: 1.5 }}
          onClick={() => setOpened({ kind: "add" })}
        >
          Add member
        </GatedButton>
      )}
      {opened?.kind === "add" && <SetMemberDialog team={team} member={null} onClose={close} />}
      {opened?.kind === "set" && <SetMemberDialog team={team} member={opened.member} onClose={close} />}
      {opened?.kind === "remove" && <RemoveMemberDialog team={team} member={opened.member} onClose={close} />}
    </Section>
  );
}

const rowStyle = {
  display: "flex",
  alignItems: "center",
  gap: 1,
  py: 1,
  "& + &": { borderTop: 1, borderColor: "divider" },
};
