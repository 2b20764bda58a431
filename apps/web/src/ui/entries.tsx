import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

/** A short list of things with a line between them. `label` names it for screen readers. */
export function Entries({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <Stack component="ul" aria-label={label} sx={{ m: 0, p: 0, listStyle: "none" }}>
      {children}
    </Stack>
  );
}

/** One of them: what it is, and after that what can be done with it. */
export function Entry({ children }: { children: ReactNode }) {
  return (
    <Box component="li" sx={rowStyle}>
      {children}
    </Box>
  );
}

/** What an entry is called, and what there is to know of it. */
export function EntryText({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box sx={{ minWidth: 0, flexGrow: 1 }}>
      <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
        {title}
      </Typography>
      <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        {children}
      </Typography>
    </Box>
  );
}

const rowStyle = {
  display: "flex",
  alignItems: "center",
  gap: 1,
  py: 1,
  "& + &": { borderTop: 1, borderColor: "divider" },
};
