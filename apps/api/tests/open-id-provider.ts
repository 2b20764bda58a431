import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export const CLIENT = { id: "resource-manager", secret: "a secret of this test only" };

/** Somebody whom the provider knows. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly preferred_username: string;
}

/** A real OpenID provider on this machine, at which whoever comes is `account`. It insists on PKCE. */
export async function startOpenIdProvider(redirectUri: string) {
  let account: ProviderAccount | null = null;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username"] },
    pkce: { required: () => true },
    cookies: { keys: ["of this test only"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ ...account, sub: id }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ accountId: oidc.session?.accountId ?? "", clientId: CLIENT.id });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", async (req, res) => {
    if (!req.url?.startsWith("/interaction/")) return answer(req, res);
    const refused = { error: "access_denied", error_description: "nobody is here" };
    await provider.interactionFinished(req, res, account ? { login: { accountId: account.sub } } : refused);
  });
  return {
    issuer,
    /** Who comes next; null: they refuse there. */
    setAccount: (next: ProviderAccount | null) => {
      account = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As much of a browser as redirects take: cookies by host, and where it ends. */
export class RedirectedBrowser {
  readonly #jar = new Map<string, Map<string, string>>();

  /** Follows until a page of ours that is no part of sign-in; answers its path, and the addresses on the way. */
  async go(from: string, isEnd: (url: URL) => boolean): Promise<{ end: string; way: readonly string[] }> {
    const way: string[] = [];
    for (let url = new URL(from); ; ) {
      if (isEnd(url)) return { end: url.pathname + url.search, way };
      if (way.length > 15) throw new Error(`redirected for ever: ${way.join(" ")}`);
      way.push(url.href);
      const response = await fetch(url, { redirect: "manual", headers: { cookie: this.cookies(url) } });
      this.#keep(url, response.headers.getSetCookie());
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${url.href} answered ${response.status}: ${await response.text()}`);
      url = new URL(location, url);
    }
  }

  cookies(url: URL): string {
    return [...(this.#jar.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(url: URL, set: readonly string[]): void {
    const jar = this.#jar.get(url.host) ?? new Map<string, string>();
    this.#jar.set(url.host, jar);
    for (const cookie of set) {
      const [pair = ""] = cookie.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
  }
}
