"use client";
import AddIcon from "@mui/icons-material/Add";
import { useState } from "react";
import { useWhyNowhere } from "@/features/rights/use-rights";
import { GatedButton } from "@/ui/gated-button";
import { CreatePodDialog } from "./pod-dialogs";

interface CreatePodButtonProps {
  readonly text?: string;
  /** `contained`: the page's main action. */
  readonly variant?: "contained" | "text";
  /** The server to begin with. */
  readonly server?: string;
}

/** Opens the dialog in which a pod is asked for; disabled, with the reason, for those who may ask for none in any team. */
export function CreatePodButton({ text = "Create pod", variant = "contained", server }: CreatePodButtonProps) {
  const why = useWhyNowhere("changePods") ?? null;
  const [open, setOpen] = useState(false);
  return (
    <>
      <GatedButton
        why={why}
        variant={variant}
        startIcon={variant === "contained" && <AddIcon />}
        onClick={() => setOpen(true)}
      >
        {text}
      </GatedButton>
      {open && <CreatePodDialog {...(server !== undefined && { server })} onClose={() => setOpen(false)} />}
    </>
  );
}
