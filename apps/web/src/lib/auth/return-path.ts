/** Where one was, for coming back after sign-in: a path of this very site, or the first page. Addresses elsewhere are not followed. */
export function returnPath(asked: string | null, origin: string): string {
  if (asked === null || !URL.canParse(asked, origin)) return "/";
  const { origin: leadsTo, pathname, search, hash } = new URL(asked, origin);
  const isElsewhere = leadsTo !== origin || !asked.startsWith("/");
  // Back to the door would be a circle.
  return isElsewhere || isDoor(pathname) || pathname.startsWith("//") ? "/" : pathname + search + hash;
}

/** The pages before the door: they are shown to those who are not signed in. */
export function isDoor(pathname: string): boolean {
  return pathname === "/sign-in" || pathname === "/set-up";
}
