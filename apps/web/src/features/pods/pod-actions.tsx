"use client";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import EditIcon from "@mui/icons-material/EditOutlined";
import { useState } from "react";
import { useRights } from "@/features/rights/use-rights";
import { type FragmentType, unmask } from "@/gql/fragment-masking";
import { PodActionsFragmentDoc, PodToEditFragmentDoc } from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";
import { DeletePodDialog } from "./delete-pod-dialog";
import { EditPodDialog } from "./pod-dialogs";

/** What can be done with a pod. */
export function PodActions({ pod }: { pod: FragmentType<typeof PodActionsFragmentDoc> }) {
  const actions = unmask(PodActionsFragmentDoc, pod);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  const why = useRights(actions.team)("changePods", actions.ownerId);
  const leaving = actions.desired === "ABSENT";
  return (
    <>
      <GatedButton
        why={why}
        variant="outlined"
        startIcon={<EditIcon />}
        disabled={leaving}
        onClick={() => setOpen("edit")}
      >
        Edit
      </GatedButton>
      <GatedButton
        why={why}
        variant="outlined"
        color="error"
        startIcon={<DeleteIcon />}
        disabled={leaving}
        onClick={() => setOpen("delete")}
      >
        Delete
      </GatedButton>
      {open === "edit" && <EditPodDialog pod={actions} onClose={close} />}
      {open === "delete" && <DeletePodDialog pod={unmask(PodToEditFragmentDoc, actions)} onClose={close} />}
    </>
  );
}
