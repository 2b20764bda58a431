"use client";
import { useTeamChoice } from "@/features/team-choice/use-team-choice";
import { PageHeader } from "@/ui/page-header";
import { EmptyState, ErrorState, Placeholder } from "@/ui/states";
import { OperationList } from "./operation-list";
import { useOperations } from "./use-operations";

const newest = 100;

/** What is being done and was done, newest first. */
export function OperationsPage() {
  const { team } = useTeamChoice();
  const { data, error, retry } = useOperations(newest, team);
  return (
    <>
      <PageHeader title="Operations" />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!data && error === undefined && <Placeholder lines={8} height={48} />}
      {data?.operations.length === 0 && (
        <EmptyState title="Nothing was done yet">
          Each change is listed here with its steps, who asked for it and how it ended.
        </EmptyState>
      )}
      {data && data.operations.length > 0 && <OperationList heading="h2" operations={data.operations} />}
    </>
  );
}
