"use client";
import Button from "@mui/material/Button";
import type { ReactNode } from "react";
import NextLink from "./next-link";
import { PageHeader } from "./page-header";
import { EmptyState, ErrorState, Placeholder } from "./states";

interface ObjectPageProps {
  readonly title: string;
  /** Whether the API has answered. */
  readonly loaded: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** What is said where there is no such thing: that, and the way to those that there are. */
  readonly missing: { readonly title: string; readonly text?: string; readonly all: string; readonly href: string };
  /** The thing, where there is one. */
  readonly children: ReactNode;
}

/** The page of one thing: it, or why it cannot be shown. */
export function ObjectPage({ title, loaded, error, retry, missing, children }: ObjectPageProps) {
  if (children) return children;
  return (
    <>
      <PageHeader title={title} />
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      {!loaded && error === undefined && <Placeholder lines={6} height={64} />}
      {loaded && (
        <EmptyState
          title={missing.title}
          action={
            <Button component={NextLink} href={missing.href}>
              {missing.all}
            </Button>
          }
        >
          {missing.text}
        </EmptyState>
      )}
    </>
  );
}
