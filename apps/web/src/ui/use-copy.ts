"use client";
import { useSnackbar } from "notistack";
import { useCallback } from "react";

/** Puts text on the clipboard and says so; or why not: browsers give the clipboard to pages from https or this machine only. */
export function useCopy(): (text: string, what: string) => void {
  const { enqueueSnackbar } = useSnackbar();
  return useCallback(
    (text, what) => {
      const failed = () => enqueueSnackbar(`${what} could not be copied: the browser refuses it`, { variant: "error" });
      if (!navigator.clipboard) return void failed();
      navigator.clipboard.writeText(text).then(() => enqueueSnackbar(`${what} copied`), failed);
    },
    [enqueueSnackbar],
  );
}
