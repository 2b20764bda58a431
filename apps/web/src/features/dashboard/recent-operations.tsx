"use client";
import { OperationList } from "@/features/operations/operation-list";
import { useOperations } from "@/features/operations/use-operations";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";

const newest = 6;

/** What was done last, to that team's things or (null) to all. */
export function RecentOperations({ team }: { team: string | null }) {
  const { data, error, retry } = useOperations(newest, team);
  if (error !== undefined) return <ErrorState error={error} retry={retry} />;
  if (!data) return <Placeholder lines={4} height={40} />;
  if (data.operations.length === 0) return <EmptyState title="Nothing was done yet" />;
  return <OperationList operations={data.operations} />;
}
