"use client";
import { useQuery } from "@apollo/client/react";
import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import { useRights } from "@/features/rights/use-rights";
import { OperationRightDocument } from "@/gql/graphql";
import { GatedButton } from "@/ui/gated-button";

interface TouchButtonProps {
  /** The operation's. */
  readonly id: string;
  readonly color?: "warning" | "primary";
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** Does something with an operation; disabled, with the reason, for those who may not call it off, take it back or ask for it again. */
export function TouchButton({ id, color = "warning", onClick, children }: TouchButtonProps) {
  const { data } = useQuery(OperationRightDocument, { variables: { id } });
  const right = data?.operation?.right;
  const whyNot = useRights(right?.team ?? null);
  return (
    <Box>
      <GatedButton
        why={right ? whyNot(right.permission, right.ownerId) : null}
        size="small"
        color={color}
        onClick={onClick}
      >
        {children}
      </GatedButton>
    </Box>
  );
}
