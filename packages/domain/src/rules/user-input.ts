import type { FieldProblem } from "../model/refusal.ts";

export const USER_NAME_LENGTH_MAX = 40;
export const PASSWORD_LENGTH_MIN = 12;
/** So that nobody makes us hash a book. */
export const PASSWORD_LENGTH_MAX = 256;

const EMAIL_LENGTH_MAX = 254;
const NAME = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** A password of fewer different characters is one that is tried first. */
const DIFFERENT_CHARACTERS_MIN = 5;

/** What acts under these names is no user: nobody may be taken for it in the audit trail, or for the owner of its pods. */
const NAMES_OF_OURS: ReadonlySet<string> = new Set([
  "admin-command",
  "audit-command",
  "first-start",
  "healing",
  "import",
  "local-admin",
  "sign-in",
  "system",
  "unknown",
]);

export interface UserInput {
  readonly name: string;
  readonly email: string | null;
}

/** As they are compared and kept: names and e-mail addresses know no capitals. */
export function asKept({ name, email }: UserInput): UserInput {
  return { name: name.trim().toLowerCase(), email: email?.trim().toLowerCase() || null };
}

/** Why a user cannot be called so. Expects what `asKept` gave. */
export function userProblems({ name, email }: UserInput): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (name.length > USER_NAME_LENGTH_MAX || !NAME.test(name)) {
    const message = `is to have 1 to ${USER_NAME_LENGTH_MAX} lower-case letters, digits, dots, dashes or underscores, with a letter or digit at both ends`;
    problems.push({ path: "name", message });
  } else if (NAMES_OF_OURS.has(name)) {
    problems.push({ path: "name", message: `${name} is the name of a part of the product` });
  }
  if (email !== null && (email.length > EMAIL_LENGTH_MAX || !EMAIL.test(email)))
    problems.push({ path: "email", message: "is no e-mail address" });
  return problems;
}

/** Why it is no good password for that user. Long ones are asked for, not odd ones: source NIST SP 800-63B, section 3.1.1. */
export function passwordProblems(
  password: string,
  { name, email }: UserInput,
  path = "password",
): readonly FieldProblem[] {
  const { length } = [...password];
  const lower = password.toLowerCase();
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX)
    return [{ path, message: `is to have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters` }];
  if (new Set(lower).size < DIFFERENT_CHARACTERS_MIN)
    return [{ path, message: `is to have at least ${DIFFERENT_CHARACTERS_MIN} different characters` }];
  const isAboutThem = [name, email?.split("@")[0]].some((word) => word && word.length > 2 && lower.includes(word));
  return isAboutThem ? [{ path, message: "is not to contain the user's name" }] : [];
}
