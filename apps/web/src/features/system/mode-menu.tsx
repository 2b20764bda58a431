"use client";
import SystemIcon from "@mui/icons-material/BrightnessAuto";
import DarkIcon from "@mui/icons-material/DarkMode";
import LightIcon from "@mui/icons-material/LightMode";
import IconButton from "@mui/material/IconButton";
import ListItemIcon from "@mui/material/ListItemIcon";
import ListItemText from "@mui/material/ListItemText";
import Menu from "@mui/material/Menu";
import MenuItem from "@mui/material/MenuItem";
import { useColorScheme } from "@mui/material/styles";
import { useState } from "react";

const modes = [
  { mode: "light", name: "Light", icon: LightIcon },
  { mode: "dark", name: "Dark", icon: DarkIcon },
  { mode: "system", name: "As the system", icon: SystemIcon },
] as const;

/** Light, dark, or as the system has it; remembered by the browser. */
export function ModeMenu() {
  const { mode, setMode } = useColorScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const Current = modes.find((one) => one.mode === mode)?.icon ?? SystemIcon;
  return (
    <>
      <IconButton
        aria-label="Colours"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Current fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {modes.map((one) => (
          <MenuItem
            key={one.mode}
            role="menuitemradio"
            aria-checked={one.mode === mode}
            selected={one.mode === mode}
            onClick={() => {
              setMode(one.mode);
              setAnchor(null);
            }}
          >
            <ListItemIcon>
              <one.icon fontSize="small" />
            </ListItemIcon>
            <ListItemText>{one.name}</ListItemText>
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
