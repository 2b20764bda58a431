"use client";
import SearchIcon from "@mui/icons-material/Search";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useSnackbar } from "notistack";
import { useState } from "react";
import { CreatePodDialog } from "@/features/pods/pod-dialogs";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { capital } from "@/lib/format/sentences";
import { CommandPalette } from "./command-palette";
import { focusSearch, useShortcuts } from "./use-shortcuts";

// Nobody waits for it before the first page is there. The palette itself is there at once: one types on after Ctrl-K.
const KeyboardHelp = dynamic(() => import("./keyboard-help").then((module) => module.KeyboardHelp));

/** The button and the keys that open the command palette, and what it opens. */
export function Palette() {
  const router = useRouter();
  const [open, setOpen] = useState<"palette" | "help" | "create" | null>(null);
  const close = () => setOpen(null);
  const whyNoPod = useWhyNowhere("changePods");
  const { enqueueSnackbar } = useSnackbar();
  useShortcuts((command) => {
    if (open !== null) return;
    if ("goTo" in command) router.push(command.goTo);
    else if (command.does === "search") focusSearch();
    else if (command.does === "create" && whyNoPod) enqueueSnackbar(`${capital(whyNoPod)}.`, { variant: "warning" });
    else setOpen(command.does);
  });
  return (
    <>
      <Button
        variant="outlined"
        color="inherit"
        startIcon={<SearchIcon />}
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Control+K Meta+K"
        sx={{ display: { xs: "none", sm: "inline-flex" }, ...buttonStyle }}
      >
        Go to, find, or do …
        <Box component="kbd" aria-hidden sx={{ ml: 2, font: "inherit", fontSize: "0.75rem" }}>
          Ctrl K
        </Box>
      </Button>
      <IconButton aria-label="Go to, find, or do" onClick={() => setOpen("palette")} sx={{ display: { sm: "none" } }}>
        <SearchIcon fontSize="small" />
      </IconButton>
      {open === "palette" && (
        <CommandPalette
          go={(href) => router.push(href)}
          onCreatePod={whyNoPod ? null : () => setOpen("create")}
          onHelp={() => setOpen("help")}
          onClose={close}
        />
      )}
      {open === "help" && <KeyboardHelp onClose={close} />}
      {open === "create" && <CreatePodDialog onClose={close} />}
    </>
  );
}

const buttonStyle = { color: "text.secondary", borderColor: "divider", fontWeight: 400, py: 0.5, textAlign: "left" };
