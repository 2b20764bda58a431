"use client";
import AccountIcon from "@mui/icons-material/AccountCircleOutlined";
import SignInIcon from "@mui/icons-material/Login";
import SignOutIcon from "@mui/icons-material/Logout";
import OwnIcon from "@mui/icons-material/ManageAccountsOutlined";
import UsersIcon from "@mui/icons-material/PeopleOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import ListItemIcon from "@mui/material/ListItemIcon";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { authApi } from "@/lib/auth/auth-api";
import { leaveAfter } from "@/lib/auth/leaving";
import { paths } from "@/lib/paths";
import { standingText } from "./standing-text";
import { isSignedIn, useViewer } from "./use-viewer";

/** Who am I: name and roles, the own account, and the way out. */
export function ViewerMenu() {
  const viewer = useViewer();
  const router = useRouter();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (!viewer) return null;
  const close = () => setAnchor(null);
  const lead = (to: string) => {
    close();
    router.push(to);
  };
  const toDoor = () => lead(paths.signIn({ return: window.location.pathname + window.location.search }));
  const entries = [
    ...(isSignedIn(viewer)
      ? [{ name: "Your account", icon: OwnIcon, act: () => lead(paths.account()) }]
      : [{ name: "Sign in", icon: SignInIcon, act: toDoor }]),
    ...(viewer.role === "ADMIN" ? [{ name: "Users", icon: UsersIcon, act: () => lead(paths.users()) }] : []),
    ...(viewer.how === "DEMO" ? [{ name: "Be somebody else", icon: SignInIcon, act: toDoor }] : []),
    ...(isSignedIn(viewer)
      ? [{ name: "Sign out", icon: SignOutIcon, act: () => void leaveAfter(authApi.signOut) }]
      : []),
  ];
  return (
    <>
      <Button
        color="inherit"
        aria-label={`You are ${viewer.name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        startIcon={<AccountIcon />}
        sx={{ minWidth: 0, px: 1, "& .MuiButton-startIcon": { mr: { xs: 0, sm: 1 } } }}
      >
        <Box component="span" sx={{ display: { xs: "none", sm: "inline" }, maxWidth: 160, ...cut }}>
          {viewer.name}
        </Box>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <Box role="presentation" sx={{ px: 2, py: 1, maxWidth: 280 }}>
          <Typography sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>{viewer.name}</Typography>
          <Typography variant="body2" sx={{ color: "text.secondary" }}>
            {viewer.how === "OPEN"
              ? "Not signed in: whoever uses this machine may do everything"
              : standingText(viewer)}
          </Typography>
        </Box>
        <Divider />
        {entries.map(({ name, icon: Icon, act }) => (
          <MenuItem key={name} onClick={act}>
            <ListItemIcon>
              <Icon fontSize="small" />
            </ListItemIcon>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

const cut = { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" };
