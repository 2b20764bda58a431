"use client";
import Box from "@mui/material/Box";
import type { FragmentType } from "@/gql/fragment-masking";
import type { OperationItemFragmentDoc } from "@/gql/graphql";
import { OperationItem } from "./operation-item";

type ListedOperation = FragmentType<typeof OperationItemFragmentDoc> & { readonly id: string };

interface OperationListProps {
  readonly operations: readonly ListedOperation[];
  /** Of each: one below the heading that the list stands under. */
  readonly heading?: "h2" | "h3";
}

export function OperationList({ operations, heading = "h3" }: OperationListProps) {
  return (
    <Box sx={{ containerType: "inline-size" }}>
      {operations.map((operation) => (
        <OperationItem key={operation.id} operation={operation} heading={heading} />
      ))}
    </Box>
  );
}
