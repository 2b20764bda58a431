"use client";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";

/** A fault of the page itself: everything around it goes on. */
export default function PageFault({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Alert
      severity="error"
      variant="outlined"
      action={
        <Button color="inherit" size="small" onClick={reset}>
          Try again
        </Button>
      }
    >
      <AlertTitle>This page has a fault</AlertTitle>
      {error.message}
    </Alert>
  );
}
