"use client";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { plural } from "@/lib/format/numbers";
import { GatedButton } from "@/ui/gated-button";
import { BulkDeleteDialog } from "./bulk-delete-dialog";
import type { PodKeyText } from "./pod-keys";

interface SelectionBarProps {
  readonly selected: readonly PodKeyText[];
  /** Why the viewer may delete none; null: they may some, and each is judged before it is deleted. */
  readonly why: string | null;
  readonly onSelect: (selected: readonly PodKeyText[]) => void;
}

/** What can be done with the selected pods; nothing while none is. */
export function SelectionBar({ selected, why, onSelect }: SelectionBarProps) {
  const [deleting, setDeleting] = useState<readonly PodKeyText[] | null>(null);
  if (selected.length === 0 && !deleting) return null;
  return (
    <Paper
      variant="outlined"
      role="toolbar"
      aria-label="Selected pods"
      sx={{ display: "flex", alignItems: "center", flexWrap: "wrap", gap: 1, px: 2, py: 0.75, mb: 1.5 }}
    >
      <Typography variant="body2" sx={{ fontWeight: 600, mr: 1 }}>
        {plural(selected.length, "pod")} selected
      </Typography>
      <GatedButton
        why={why}
        size="small"
        color="error"
        startIcon={<DeleteIcon />}
        onClick={() => setDeleting(selected)}
      >
        Delete
      </GatedButton>
      <Button size="small" onClick={() => onSelect([])}>
        Clear the selection
      </Button>
      {deleting && (
        <BulkDeleteDialog
          keys={deleting}
          onClose={(left) => {
            setDeleting(null);
            onSelect(left);
          }}
        />
      )}
    </Paper>
  );
}
