"use client";
import type { SvgIconComponent } from "@mui/icons-material";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { describeError } from "@/lib/api/describe-error";

/** What happened, by which request, and a way to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { message, code, requestId } = describeError(error);
  const facts = [code, requestId && `request ${requestId}`].filter(Boolean).join(" · ");
  return (
    <Alert
      severity="error"
      variant="outlined"
      action={
        retry && (
          <Button color="inherit" size="small" onClick={retry}>
            Try again
          </Button>
        )
      }
    >
      <AlertTitle>This could not be loaded</AlertTitle>
      {message}
      {facts && (
        <Typography variant="caption" component="div" sx={{ mt: 0.5 }}>
          {facts}
        </Typography>
      )}
    </Alert>
  );
}

interface EmptyStateProps {
  readonly title: string;
  readonly icon?: SvgIconComponent;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** There is nothing here: what that means, and what to do next. */
export function EmptyState({ title, icon: Icon, children, action }: EmptyStateProps) {
  return (
    <Stack sx={{ alignItems: "center", textAlign: "center", gap: 1, py: 4, px: 2, color: "text.secondary" }}>
      {Icon && <Icon aria-hidden />}
      <Typography variant="subtitle1" component="p" sx={{ color: "text.primary", fontWeight: 600 }}>
        {title}
      </Typography>
      {children && <Typography variant="body2">{children}</Typography>}
      {action}
    </Stack>
  );
}

/** The place of something that is on its way, as tall as it will be. */
export function Placeholder({ lines = 3, height = 24 }: { lines?: number; height?: number }) {
  return (
    <Stack role="status" aria-label="Loading" sx={{ gap: 1 }}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same and never move
        <Skeleton key={line} variant="rounded" height={height} />
      ))}
    </Stack>
  );
}
