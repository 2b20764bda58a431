"use client";
import Link, { type LinkProps } from "@mui/material/Link";
import NextLink from "./next-link";

/** A link to a page of the app. */
export function TextLink({ href, ...props }: LinkProps & { href: string }) {
  return <Link component={NextLink} href={href} underline="hover" {...props} />;
}
