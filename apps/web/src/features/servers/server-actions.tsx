"use client";
import CordonIcon from "@mui/icons-material/BlockOutlined";
import UncordonIcon from "@mui/icons-material/LockOpenOutlined";
import DrainIcon from "@mui/icons-material/MoveDownOutlined";
import { useState } from "react";
import { CreatePodButton } from "@/features/pods/create-pod-button";
import { useRights } from "@/features/rights/use-rights";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { ServerActionsFragmentDoc } from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { ServerChangeDialog, type ServerChangeKind } from "./server-change-dialog";

const unschedulable = "node.kubernetes.io/unschedulable";

/** What can be done with a server. */
export function ServerActions({ server }: { server: FragmentType<typeof ServerActionsFragmentDoc> }) {
  const { name, status, taints } = unmask(ServerActionsFragmentDoc, server);
  const [open, setOpen] = useState<ServerChangeKind | null>(null);
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
      <CreatePodButton text="Create pod here" server={name} />
      {open !== null && <ServerChangeDialog kind={open} name={name} onClose={close} />}
    </>
  );
}
