"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import { describeError } from "@/lib/api/describe-error";

/** Why there is no answer to a change, and what that means for it. */
export function Unanswered({ error, lostAnswer }: { error: unknown; lostAnswer: boolean }) {
  return (
    <Alert severity="error" variant="outlined" role="alert">
      <AlertTitle>{lostAnswer ? "No answer came" : "No preview now"}</AlertTitle>
      {describeError(error).message}
      {lostAnswer && " It may or may not have been done. Trying again is safe: it is done once."}
    </Alert>
  );
}
