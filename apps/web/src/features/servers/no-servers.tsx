"use client";
import Button from "@mui/material/Button";
import { EmptyState } from "@/ui/states";

/** The list or the map is empty: because of filters, or because there is none. */
export function NoServers({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No server matches" action={<Button onClick={onClear}>Clear the filters</Button>}>
        Other servers may be there: these filters leave them out.
      </EmptyState>
    );
  }
  return <EmptyState title="No servers">The cluster has no server that Resource Manager may use.</EmptyState>;
}
