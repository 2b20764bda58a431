import { paths } from "@/lib/paths";
import { isDoor } from "./return-path";

/** One way out at a time: what a page hears while it leaves must not lead it elsewhere. */
let isLeaving = false;

/** Leads to the sign-in page, and from there back to where one is. The page is loaded anew, so that nothing of what was shown stays in memory. */
export function leaveForSignIn(): void {
  const { pathname, search } = window.location;
  if (isLeaving || isDoor(pathname)) return;
  isLeaving = true;
  window.location.assign(paths.signIn({ return: pathname + search }));
}

/** Loads the page anew where whoever looks at it is somebody else now, or may do something else. Before the door nothing of theirs is shown. */
export function reloadAsAnother(): void {
  if (isLeaving || isDoor(window.location.pathname)) return;
  isLeaving = true;
  window.location.reload();
}

/** Does what ends who one is here, then leads to the sign-in page. */
export async function leaveAfter(work: () => Promise<unknown>): Promise<void> {
  isLeaving = true;
  await work();
  window.location.assign(paths.signIn());
}
