"use client";
import Button from "@mui/material/Button";
import { paths } from "@/lib/paths";
import NextLink from "@/ui/next-link";
import { PageHeader } from "@/ui/page-header";
import { EmptyState } from "@/ui/states";

export function NoSuchPage() {
  return (
    <>
      <PageHeader title="There is no such page" />
      <EmptyState
        title="The address leads nowhere"
        action={
          <Button component={NextLink} href={paths.dashboard()}>
            To the dashboard
          </Button>
        }
      />
    </>
  );
}
