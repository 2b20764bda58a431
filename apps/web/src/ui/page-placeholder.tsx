"use client";
import { PageHeader } from "./page-header";
import { Placeholder } from "./states";

/** A page before its script runs: its title, and the place of what is on its way. */
export function PagePlaceholder({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <Placeholder lines={8} height={44} />
    </>
  );
}
