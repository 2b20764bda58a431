"use client";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { useId } from "react";
import { shortcutGroups } from "./shortcuts";
import { useSingleKeys } from "./use-shortcuts";

/** What the keyboard does, and the switch for single keys. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const titleId = useId();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId}>Keyboard</DialogTitle>
      <DialogContent>
        <Box sx={{ display: "grid", gap: 3, gridTemplateColumns: { sm: "repeat(2, minmax(0, 1fr))" } }}>
          {shortcutGroups.map(({ title, shortcuts }) => (
            <div key={title}>
              <Typography variant="h3" component="h3" sx={{ mb: 1 }}>
                {title}
              </Typography>
              <Box component="dl" sx={listStyle}>
                {shortcuts.map(({ keys, does }) => (
                  <Box key={does} sx={{ display: "contents" }}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </Box>
                ))}
              </Box>
            </div>
          ))}
        </Box>
        <FormControlLabel
          sx={{ mt: 2 }}
          control={<Switch checked={singleKeys} onChange={(_, on) => setSingleKeys(on)} />}
          label="Single keys act (those without Ctrl)"
        />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

const listStyle = {
  m: 0,
  display: "grid",
  gridTemplateColumns: "max-content minmax(0, 1fr)",
  columnGap: 2,
  rowGap: 1,
  typography: "body2",
  "& dt": { display: "flex", gap: 0.5, alignItems: "flex-start" },
  "& dd": { m: 0 },
  "& kbd": {
    font: "inherit",
    fontSize: "0.75rem",
    px: 0.75,
    minWidth: 24,
    textAlign: "center",
    border: 1,
    borderColor: "divider",
    borderRadius: 1,
    bgcolor: "background.default",
  },
};
