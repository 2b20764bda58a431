"use client";
import AddIcon from "@mui/icons-material/Add";
import CordonIcon from "@mui/icons-material/BlockOutlined";
import UncordonIcon from "@mui/icons-material/LockOpenOutlined";
import DrainIcon from "@mui/icons-material/MoveDownOutlined";
import Button from "@mui/material/Button";
import { useState } from "react";
import { CreatePodDialog } from "@/features/pods/create-pod-dialog";
import { useRights } from "@/features/rights/use-rights";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { ServerActionsFragmentDoc } from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { ServerChangeDialog, type ServerChangeKind } from "./server-change-dialog";

const unschedulable = "node.kubernetes.io/unschedulable";

/** What can be done with a server. */
export function ServerActions({ server }: { server: FragmentType<typeof ServerActionsFragmentDoc> }) {
  const { name, status, taints } = unmask(ServerActionsFragmentDoc, server);
  const [open, setOpen] = useState<ServerChangeKind | "create" | null>(null);
  const close = () => setOpen(null);
  const why = useRights(null)("manageServers");
  // One that is not Ready may be cordoned, too; its status says the worse of the two.
  const cordoned = status === "CORDONED" || taints.some(({ key }) => key === unschedulable);
  return (
    <>
      <GatedButton
        why={why}
        variant="outlined"
        startIcon={cordoned ? <UncordonIcon /> : <CordonIcon />}
        onClick={() => setOpen(cordoned ? "uncordon" : "cordon")}
      >
        {cordoned ? "Uncordon" : "Cordon"}
      </GatedButton>
      <GatedButton why={why} variant="outlined" startIcon={<DrainIcon />} onClick={() => setOpen("drain")}>
        Drain
      </GatedButton>
      <Button variant="contained" startIcon={<AddIcon />} onClick={() => setOpen("create")}>
        Create pod here
      </Button>
      {open === "create" && <CreatePodDialog server={name} onClose={close} />}
      {open !== null && open !== "create" && <ServerChangeDialog kind={open} name={name} onClose={close} />}
    </>
  );
}
