/** What the sign-in page asks, beside GraphQL: it is served to those who are not signed in. */
export interface AuthState {
  readonly required: boolean;
  readonly hasAdmin: boolean;
  /** Null: not signed in. */
  readonly signedInAs: string | null;
  readonly demo: readonly DemoIdentity[];
  /** The provider's name; null: none is configured. */
  readonly provider: string | null;
}

export interface DemoIdentity {
  readonly name: string;
  readonly role: "ADMIN" | "AUDITOR" | null;
  readonly teams: readonly { readonly team: string; readonly role: "LEAD" | "MEMBER" | "VIEWER" }[];
}

/** What a one-time link is for. */
export interface LinkFacts {
  readonly for: "FIRST_ADMIN" | "PASSWORD";
  readonly name: string | null;
}

export interface AuthError {
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly { readonly path: string; readonly message: string }[];
}

export type AuthAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AuthError };

export const authApi = {
  state: () => ask<AuthState>("state"),
  signIn: (given: { name: string; password: string }) => ask("sign-in", given),
  takeOn: (name: string) => ask("demo", { name }),
  link: (secret: string) => ask<LinkFacts>("link", { secret }),
  setUp: (given: { secret: string; name: string; email: string; password: string }) => ask("set-up", given),
  choosePassword: (given: { secret: string; password: string }) => ask("password", given),
  signOut: () => ask("sign-out", {}),
};

/** A GET without a body, else a POST. */
async function ask<T = unknown>(path: string, body?: object): Promise<AuthAnswer<T>> {
  try {
    const response = await fetch(`/auth/${path}`, {
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { error?: AuthError; errors?: readonly { message: string }[] };
    if (response.ok) return { ok: true, value: answer as T };
    const message = answer.errors?.[0]?.message ?? `The API answered with HTTP status ${response.status}.`;
    return { ok: false, error: answer.error ?? { code: "UNAVAILABLE", message } };
  } catch {
    const message = "The API cannot be reached from here. Is Resource Manager running?";
    return { ok: false, error: { code: "UNAVAILABLE", message } };
  }
}
