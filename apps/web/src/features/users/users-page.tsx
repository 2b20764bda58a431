"use client";
import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { ForRole } from "@/features/rights/for-role";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { unmask } from "@/gql/fragment-masking";
import { type UserFactsFragment, UserFactsFragmentDoc, UsersPageDocument } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/live/use-live-query";
import { PageHeader } from "@/ui/page-header";
import { Section } from "@/ui/section";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { CreateUserDialog } from "./create-user-dialog";
import { PasswordLinkDialog } from "./password-link-dialog";
import { RoleDialog } from "./role-dialog";
import { StandingDialog } from "./standing-dialog";
import { type UserAct, UserTable } from "./user-table";

/** Who may sign in, and what they may in the whole installation; for admins alone. */
export function UsersPage() {
  const [creating, setCreating] = useState(false);
  const why = useWhyNowhere("manageUsers");
  return (
    <>
      <PageHeader
        title="Users"
        actions={
          why === null && (
            <Button variant="contained" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
              Create user
            </Button>
          )
        }
      />
      <ForRole permission="manageUsers">
        <Users creating={creating} onCloseCreating={() => setCreating(false)} />
      </ForRole>
    </>
  );
}

/** `creating`: the dialog that makes one is open. */
function Users({ creating, onCloseCreating }: { creating: boolean; onCloseCreating: () => void }) {
  const { data, error, retry } = useLiveQuery(UsersPageDocument, {}, []);
  const [doing, setDoing] = useState<{ act: UserAct; user: UserFactsFragment } | null>(null);
  const users = data && unmask(UserFactsFragmentDoc, data.users);
  const close = () => setDoing(null);
  return (
    <>
      <Section title="Who may sign in">
        <Typography variant="body2" sx={{ color: "text.secondary", mb: 1.5 }}>
          Roles here hold for the whole installation; roles in a team are given on the team's page. Users are disabled,
          never removed: what they did is told under their name.
        </Typography>
        {error !== undefined && <ErrorState error={error} retry={retry} />}
        {!users && error === undefined && <Placeholder lines={4} height={40} />}
        {users?.length === 0 && (
          <EmptyState title="No users yet">
            Make an admin first: as soon as one can sign in, everybody has to.
          </EmptyState>
        )}
        {users && users.length > 0 && <UserTable users={users} onAct={(act, user) => setDoing({ act, user })} />}
      </Section>
      {creating && <CreateUserDialog onCreated={retry} onClose={onCloseCreating} />}
      {doing?.act === "role" && <RoleDialog user={doing.user} onClose={close} />}
      {doing?.act === "link" && <PasswordLinkDialog user={doing.user} onClose={close} />}
      {(doing?.act === "disable" || doing?.act === "enable") && <StandingDialog user={doing.user} onClose={close} />}
    </>
  );
}
