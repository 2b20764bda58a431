"use client";
import Tooltip from "@mui/material/Tooltip";

/** A number as people read it, every digit of it on hover. */
export function Exact({ text, exact }: { text: string; exact: string }) {
  return (
    <Tooltip title={exact === text ? "" : exact}>
      <span style={{ whiteSpace: "nowrap" }}>{text}</span>
    </Tooltip>
  );
}
