import { paths } from "@/lib/paths";
import { isDoor } from "./return-path";

let isLeaving = false;

/** Leads to the sign-in page, and from there back to where one is. The page is loaded anew, so that nothing of what was shown stays in memory. */
export function leaveForSignIn(): void {
  const { pathname, search } = window.location;
  if (isLeaving || isDoor(pathname)) return;
  isLeaving = true;
  window.location.assign(paths.signIn({ return: pathname + search }));
}
