"use client";
import LockIcon from "@mui/icons-material/LockOutlined";
import Button from "@mui/material/Button";
import type { ReactNode } from "react";
import type { Permission } from "@/gql/graphql";
import { capital } from "@/lib/format/sentences";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { EmptyState, Placeholder } from "@/ui/states";
import { useWhyNowhere } from "./use-rights";

/** What is for some roles only. Whoever comes here by its address without one of them is told so; nothing is asked for in vain. */
export function ForRole({ permission, children }: { permission: Permission; children: ReactNode }) {
  const why = useWhyNowhere(permission);
  if (why === undefined) return <Placeholder lines={4} height={40} />;
  if (why === null) return children;
  return (
    <EmptyState
      icon={LockIcon}
      title="Not for your role"
      action={
        <Button component={NextLink} href={paths.dashboard()}>
          To the dashboard
        </Button>
      }
    >
      {capital(why)}.
    </EmptyState>
  );
}
