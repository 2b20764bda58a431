"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * Next's link as a client component, so that it can be handed to MUI's `component` prop. Where it leads is fetched once somebody comes near it:
 * a list has a hundred links, and Next would fetch all that are on the screen.
 */
export default function Link({ onPointerEnter, onFocus, ...props }: ComponentProps<typeof NextLink>) {
  const [isNear, setNear] = useState(false);
  return (
    <NextLink
      {...props}
      prefetch={isNear ? null : false}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
