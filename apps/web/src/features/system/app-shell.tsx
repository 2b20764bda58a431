"use client";
import MenuIcon from "@mui/icons-material/Menu";
import AppBar from "@mui/material/AppBar";
import Box from "@mui/material/Box";
import Drawer from "@mui/material/Drawer";
import IconButton from "@mui/material/IconButton";
import Link from "@mui/material/Link";
import Toolbar from "@mui/material/Toolbar";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { ViewerMenu } from "@/features/account/viewer-menu";
import { Palette } from "@/features/palette/palette";
import { DoorShell } from "@/features/sign-in/door-shell";
import { TeamSwitcher } from "@/features/team-choice/team-switcher";
import { isDoor } from "@/lib/auth/return-path";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { AppNavigation } from "./app-navigation";
import { ModeMenu } from "./mode-menu";
import { ProductMark } from "./product-mark";
import { StaleBar } from "./stale-bar";
import { useSystem } from "./use-system";

const navigationWidth = 216;

/** What stands around every page. Before the door that is next to nothing, and nothing that has to be asked for. */
export function AppShell({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (isDoor(pathname)) return <DoorShell>{children}</DoorShell>;
  return <ProductShell pathname={pathname}>{children}</ProductShell>;
}

/** The app bar, the navigation, and the bar that says when the view is stale. */
function ProductShell({ pathname, children }: { pathname: string; children: ReactNode }) {
  const system = useSystem();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setOpen(false), [pathname]);

  const navigation = <AppNavigation pathname={pathname} system={system} />;
  return (
    <Box sx={{ display: "flex", minHeight: "100dvh" }}>
      <Link href="#main" sx={skipLinkStyle}>
        Skip to the page
      </Link>
      <AppBar
        position="fixed"
        color="default"
        elevation={0}
        sx={{
          zIndex: (theme) => theme.zIndex.drawer + 1,
          bgcolor: "background.paper",
          borderBottom: 1,
          borderColor: "divider",
        }}
      >
        <Toolbar variant="dense" sx={{ gap: 1, minHeight: 56 }}>
          <IconButton
            aria-label="Open navigation"
            edge="start"
            onClick={() => setOpen(true)}
            sx={{ display: { md: "none" } }}
          >
            <MenuIcon />
          </IconButton>
          <Link
            component={NextLink}
            href={paths.dashboard()}
            aria-label="Resource Manager"
            underline="none"
            color="inherit"
            sx={brandStyle}
          >
            <ProductMark />
            {/* A phone has the room for the team's name or for this one. */}
            <Box component="span" sx={{ display: { xs: "none", sm: "inline" } }}>
              Resource Manager
            </Box>
          </Link>
          <Box sx={{ flexGrow: 1 }} />
          <TeamSwitcher pathname={pathname} />
          <Palette />
          <ModeMenu />
          <ViewerMenu />
        </Toolbar>
      </AppBar>
      <Drawer
        variant="temporary"
        open={open}
        onClose={() => setOpen(false)}
        sx={{ display: { md: "none" }, "& .MuiDrawer-paper": { width: navigationWidth + 40, pt: "56px" } }}
      >
        {navigation}
      </Drawer>
      <Drawer
        variant="permanent"
        sx={{
          display: { xs: "none", md: "block" },
          width: navigationWidth,
          flexShrink: 0,
          "& .MuiDrawer-paper": { width: navigationWidth, pt: "56px", borderRightStyle: "solid" },
        }}
      >
        {navigation}
      </Drawer>
      <Box sx={{ flexGrow: 1, minWidth: 0, pt: "56px", display: "flex", flexDirection: "column" }}>
        <StaleBar system={system} />
        <Box
          component="main"
          id="main"
          tabIndex={-1}
          sx={{
            flexGrow: 1,
            minWidth: 0,
            p: { xs: 2, sm: 3 },
            outline: "none",
            display: "flex",
            flexDirection: "column",
          }}
        >
          {children}
        </Box>
      </Box>
    </Box>
  );
}

const brandStyle = {
  display: "flex",
  alignItems: "center",
  gap: 1,
  fontWeight: 600,
  fontSize: "1.05rem",
  whiteSpace: "nowrap",
};

const skipLinkStyle = {
  position: "fixed",
  top: -100,
  left: 8,
  zIndex: "tooltip",
  p: 1,
  bgcolor: "background.paper",
  "&:focus": { top: 8 },
};
