"use client";
import Button, { type ButtonProps } from "@mui/material/Button";
import Tooltip from "@mui/material/Tooltip";
import { capital } from "@/lib/format/sentences";

/** A button that somebody may not have: then it is disabled, and says why to whoever points at it or reaches it by keys. */
export function GatedButton({ why, disabled, ...props }: ButtonProps & { why: string | null }) {
  if (why === null) return <Button disabled={disabled} {...props} />;
  return (
    <Tooltip title={`${capital(why)}.`} describeChild>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a disabled button takes no focus, and its reason is to be reached by keys */}
      <span tabIndex={0}>
        <Button {...props} disabled />
      </span>
    </Tooltip>
  );
}
