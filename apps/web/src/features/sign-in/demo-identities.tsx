"use client";
import List from "@mui/material/List";
import ListItem from "@mui/material/ListItem";
import ListItemButton from "@mui/material/ListItemButton";
import ListItemText from "@mui/material/ListItemText";
import { standingText } from "@/features/account/standing-text";
import type { DemoIdentity } from "@/lib/auth/auth-api";

interface DemoIdentitiesProps {
  readonly identities: readonly DemoIdentity[];
  readonly disabled: boolean;
  readonly onTake: (name: string) => void;
}

/** One click each: who they are in the demo, and what they may there. */
export function DemoIdentities({ identities, disabled, onTake }: DemoIdentitiesProps) {
  return (
    <List
      aria-label="Identities of the demo"
      disablePadding
      sx={{ display: "grid", gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" }, gap: 1 }}
    >
      {identities.map((identity) => (
        <ListItem key={identity.name} disablePadding>
          <ListItemButton
            onClick={() => onTake(identity.name)}
            disabled={disabled}
            sx={{ border: 1, borderColor: "divider", borderRadius: 1, py: 0.5 }}
          >
            <ListItemText
              primary={identity.name}
              secondary={standingText(identity)}
              slotProps={{ primary: { sx: { fontWeight: 600 } } }}
            />
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  );
}
