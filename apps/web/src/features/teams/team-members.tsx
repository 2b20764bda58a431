"use client";
import Button from "@mui/material/Button";
import { useState } from "react";
import type { WhyNot } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import { type MemberFactsFragment, MemberFactsFragmentDoc, type TeamPageQuery } from "@/gql/graphql";
import { Entries, Entry, EntryText } from "@/ui/entries";
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
      <Entries label="Members">
        {unmask(MemberFactsFragmentDoc, members).map((member) => (
          <Entry key={member.userId}>
            <EntryText title={member.name}>
              {teamRoles[member.role].name}, <RelativeTime time={member.since} />
              {member.disabled && "; cannot sign in"}
            </EntryText>
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
          </Entry>
        ))}
      </Entries>
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
