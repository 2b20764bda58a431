"use client";
import Box from "@mui/material/Box";
import type { FragmentType } from "@/gql/fragment-masking";
import type { OperationItemFragmentDoc } from "@/gql/graphql";
import { OperationItem } from "./operation-item";

type ListedOperation = FragmentType<typeof OperationItemFragmentDoc> & { readonly id: string };

export function OperationList({ operations }: { operations: readonly ListedOperation[] }) {
  return (
    <Box sx={{ containerType: "inline-size" }}>
      {operations.map((operation) => (
        <OperationItem key={operation.id} operation={operation} />
      ))}
    </Box>
  );
}
