"use client";
import MoreIcon from "@mui/icons-material/MoreVert";
import IconButton from "@mui/material/IconButton";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useState } from "react";
import { platformRoleWords } from "@/features/account/standing-text";
import type { UserFactsFragment } from "@/gql/graphql";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { RelativeTime } from "@/ui/relative-time";
import { StatusChip } from "@/ui/status-chip";
import { userLook } from "./user-looks";

export type UserAct = "role" | "link" | "disable" | "enable";

interface UserTableProps {
  readonly users: readonly UserFactsFragment[];
  readonly onAct: (act: UserAct, user: UserFactsFragment) => void;
}

export function UserTable({ users, onAct }: UserTableProps) {
  return (
    <TableContainer tabIndex={0} role="region" aria-label="Users, to scroll">
      <Table size="small" aria-label="Users" sx={{ "& td, & th": { px: 1 }, "& thead th": { whiteSpace: "nowrap" } }}>
        <TableHead>
          <TableRow>
            <TableCell>Name</TableCell>
            <TableCell>Status</TableCell>
            <TableCell>Role</TableCell>
            <TableCell>E-mail</TableCell>
            <TableCell>Last sign-in</TableCell>
            <TableCell>Created</TableCell>
            <TableCell>Actions</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {users.map((user) => (
            <TableRow key={user.id}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: "anywhere", minWidth: 96 }}>
                {user.name}
              </TableCell>
              <TableCell>
                <StatusChip look={userLook(user)} />
              </TableCell>
              <TableCell>{user.role ? platformRoleWords[user.role] : "–"}</TableCell>
              <TableCell sx={{ overflowWrap: "anywhere" }}>{user.email ?? "–"}</TableCell>
              <TableCell>{user.lastSignInAt ? <RelativeTime time={user.lastSignInAt} /> : "never"}</TableCell>
              <TableCell>
                <RelativeTime time={user.createdAt} />
              </TableCell>
              <TableCell>{!user.isDemo && <UserMenu user={user} onAct={(act) => onAct(act, user)} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function UserMenu({ user, onAct }: { user: UserFactsFragment; onAct: (act: UserAct) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const acts: readonly { act: UserAct; name: string }[] =
    user.disabledAt === null
      ? [
          { act: "role", name: "Change the role" },
          { act: "link", name: "Make a password link" },
          { act: "disable", name: "Disable" },
        ]
      : [
          { act: "role", name: "Change the role" },
          { act: "enable", name: "Enable" },
        ];
  return (
    <>
      <IconButton
        size="small"
        aria-label={`Actions on ${user.name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {acts.map(({ act, name }) => (
          <MenuItem
            key={act}
            onClick={() => {
              setAnchor(null);
              onAct(act);
            }}
          >
            {name}
          </MenuItem>
        ))}
        <MenuItem component={NextLink} href={paths.audit({ actor: user.name })}>
          See what they did
        </MenuItem>
      </Menu>
    </>
  );
}
