import { DOOR } from "./hunters.ts";
import type { SeededBug } from "./seeded-bug.ts";

const core = "packages/domain/src/identity/identity-core.ts";
const signIn = "packages/domain/src/identity/sign-in.ts";
const users = "packages/domain/src/identity/user-commands.ts";

/** Bugs of sign-in, sessions and limits. */
export const identityBugs: readonly SeededBug[] = [
  {
    id: "disabled-looks-on",
    sentence: "a disabled user goes on with what they have open",
    survives: "shut out while looking on",
    file: users,
    from: "      sessions.drop(open);\n      sessions.reconnect(id);",
    to: "",
    tests: DOOR,
  },
  {
    id: "signed-out-looks-on",
    sentence: "signing out leaves the browser's other tabs open",
    survives: "shut out while looking on",
    file: signIn,
    from: "      sessions.drop([session.id]);",
    to: "",
    tests: DOOR,
  },
  {
    id: "session-without-end",
    sentence: "a session that nobody uses lasts for a week",
    survives: "shut out while looking on",
    file: "packages/domain/src/identity/sessions.ts",
    from: "Math.min(expiresAt.getTime(), lastUsedAt.getTime() + SESSION_IDLE_MS)",
    to: "expiresAt.getTime()",
    tests: DOOR,
  },
  {
    id: "last-admin-goes",
    sentence: "the last admin can be disabled, and nobody can make another",
    survives: "shut out while looking on",
    file: users,
    from: "return !staysAdmin && admins.length === 1;",
    to: "return false;",
    tests: DOOR,
  },
  {
    id: "link-twice",
    sentence: "a link that was used gives the next one who finds it a password of their own",
    survives: "somebody who guesses, copies or forges",
    file: signIn,
    from: "      roster.dropLinks(links);\n      sessions.drop(open);",
    to: "      sessions.drop(open);",
    tests: DOOR,
  },
  {
    id: "guesses-without-end",
    sentence: "a password can be guessed for as long as one likes",
    survives: "somebody who guesses, copies or forges",
    file: core,
    from: "if (times.length === 0) return null;",
    to: "return null;",
    tests: DOOR,
  },
  {
    id: "names-told",
    sentence: "who asks for a user whom there is not, is not stopped, and so learns which there are",
    survives: "somebody who guesses, copies or forges",
    file: signIn,
    from: "const userKey = found?.id ?? typed;",
    to: "const userKey = found?.id ?? ports.ids.uuid();",
    tests: DOOR,
  },
  {
    id: "other-sites-welcome",
    sentence: "a page of a neighbouring site acts in its visitor's name",
    survives: "somebody who guesses, copies or forges",
    file: "apps/api/src/http/request-origin.ts",
    from: 'new Set(["cross-site", "same-site"])',
    to: 'new Set(["cross-site"])',
    tests: DOOR,
  },
  {
    id: "own-address",
    sentence: "a client says itself from where it comes, and so is never stopped",
    survives: "somebody who guesses, copies or forges",
    file: "apps/api/src/http/request-origin.ts",
    from: "way.findLast(",
    to: "way.find(",
    tests: DOOR,
  },
  {
    id: "demo-stays-open",
    sentence: "the demo's identities open the door beside the admin who was set up",
    survives: "somebody who guesses, copies or forges",
    file: core,
    from: "    if (this.options.demo && !this.#hasAdmin) return;",
    to: "    if (this.options.demo) return;",
    tests: DOOR,
  },
];
