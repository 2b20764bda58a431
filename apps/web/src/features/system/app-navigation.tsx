"use client";
import Box from "@mui/material/Box";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemButton from "@mui/material/ListItemButton";
import ListItemIcon from "@mui/material/ListItemIcon";
import ListItemText from "@mui/material/ListItemText";
import Typography from "@mui/material/Typography";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import type { SystemFactsFragment } from "@/gql/graphql";
import { ofTeam } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { usePages } from "./use-pages";

export function AppNavigation({ pathname, system }: { pathname: string; system: SystemFactsFragment | undefined }) {
  const shown = usePages();
  const { team } = useTeamChoice();
  return (
    <Box sx={{ display: "flex", flexDirection: "column", height: "100%" }}>
      <Box component="nav" aria-label="Pages" sx={{ flexGrow: 1, pt: 1 }}>
        <List disablePadding>
          {shown.map(({ name, href, icon: Icon }) => {
            const current = isCurrent(pathname, href);
            return (
              <ListItem key={name} disablePadding sx={{ px: 1, py: 0.25 }}>
                <ListItemButton
                  component={NextLink}
                  href={ofTeam(href, team)}
                  selected={current}
                  aria-current={current ? "page" : undefined}
                  sx={{ borderRadius: 1, py: 0.75 }}
                >
                  <ListItemIcon sx={{ minWidth: 36, color: current ? "primary.main" : "text.secondary" }}>
                    <Icon fontSize="small" />
                  </ListItemIcon>
                  <ListItemText
                    primary={name}
                    slotProps={{ primary: { variant: "body2", sx: { fontWeight: current ? 600 : 500 } } }}
                  />
                </ListItemButton>
              </ListItem>
            );
          })}
        </List>
      </Box>
      <Typography variant="caption" component="footer" sx={{ color: "text.secondary", px: 2.5, py: 2, minHeight: 72 }}>
        {system && (
          <>
            {system.clusterMode === "SIMULATED" ? "Embedded cluster" : "Kubernetes"}
            {system.clusterVersion && ` ${system.clusterVersion}`}
            <br />
            Resource Manager {system.version}
          </>
        )}
      </Typography>
    </Box>
  );
}

function isCurrent(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
