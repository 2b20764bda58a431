"use client";
import ArrowIcon from "@mui/icons-material/ArrowDropDown";
import TeamIcon from "@mui/icons-material/GroupsOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import { parseAsString, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { showsChosenTeam } from "@/lib/paths";
import { useTeamChoice } from "./use-team-choice";

/** Picks the team whose things the pages show; nothing for somebody with one team, who has nothing to pick. */
export function TeamSwitcher({ pathname }: { pathname: string }) {
  const { team, teams, choose } = useTeamChoice();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const isShown = showsChosenTeam(pathname);
  useTeamInUrl(isShown, team);
  if (!isShown || teams.length < 2) return null;
  const choices = [{ value: null, name: allTeams }, ...teams.map((name) => ({ value: name, name }))];
  return (
    <>
      <Button
        color="inherit"
        aria-label={`Team: ${team ?? allTeams}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        startIcon={<TeamIcon color={team === null ? "inherit" : "primary"} />}
        endIcon={<ArrowIcon />}
        sx={buttonStyle}
      >
        <Box component="span" sx={{ maxWidth: { xs: 104, md: 160 }, ...cut }}>
          {team ?? allTeams}
        </Box>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {choices.map(({ value, name }) => (
          <MenuItem
            key={name}
            role="menuitemradio"
            aria-checked={value === team}
            selected={value === team}
            onClick={() => {
              choose(value);
              setAnchor(null);
            }}
          >
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

const allTeams = "All teams";
const cut = { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" };
const buttonStyle = {
  minWidth: 0,
  px: 1,
  "& .MuiButton-startIcon": { mr: { xs: 0.5, md: 1 } },
  "& .MuiButton-endIcon": { ml: 0 },
};

/** Writes the team into the URL of a page that shows it, so that a link to what one sees shows others the same. */
function useTeamInUrl(isShown: boolean, team: string | null): void {
  const [inUrl, setInUrl] = useQueryState("team", parseAsString.withOptions({ history: "replace" }));
  useEffect(() => {
    if (isShown && inUrl !== team) void setInUrl(team);
  }, [isShown, inUrl, team, setInUrl]);
}
