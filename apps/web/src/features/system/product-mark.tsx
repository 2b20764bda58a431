"use client";
import SvgIcon from "@mui/material/SvgIcon";

/** The product's mark: a server whose GPUs are handed out, one by one. */
export function ProductMark() {
  return (
    <SvgIcon aria-hidden color="primary">
      <rect x="2" y="4" width="20" height="16" rx="3" fill="currentColor" opacity="0.18" />
      <rect x="5" y="7" width="4" height="4" rx="1" />
      <rect x="10" y="7" width="4" height="4" rx="1" />
      <rect x="15" y="7" width="4" height="4" rx="1" opacity="0.45" />
      <rect x="5" y="13" width="4" height="4" rx="1" />
      <rect x="10" y="13" width="4" height="4" rx="1" opacity="0.45" />
      <rect x="15" y="13" width="4" height="4" rx="1" opacity="0.45" />
    </SvgIcon>
  );
}
