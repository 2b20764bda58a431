"use client";
import NextLink from "next/link";

/** Next's link as a client component, so that it can be handed to MUI's `component` prop. */
export default NextLink;
