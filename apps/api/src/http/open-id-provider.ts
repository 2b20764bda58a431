import { readFile } from "node:fs/promises";
import type { ProvenIdentity } from "@resource-manager/domain/identity/sign-in";
import * as oidc from "openid-client";
import type { OidcConfig } from "../sign-in-config.ts";

/** Where the provider sends the browser back to. */
export const CALLBACK_PATH = "/auth/oidc/callback";

const TIMEOUT_S = 10;

/** What a browser has to bring back from the provider, so that nobody can slip it somebody else's answer. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Sign-in with an OpenID provider: the code flow with PKCE, state and nonce. It may be away: it is only asked when somebody signs in. */
export class OpenIdProvider {
  readonly name: string;
  readonly publicUrl: string;
  readonly #config: OidcConfig;
  #discovered: Promise<oidc.Configuration> | null = null;

  constructor(config: OidcConfig, publicUrl: string) {
    this.#config = config;
    this.publicUrl = publicUrl;
    this.name = config.name;
  }

  /** Where to send the browser, and what it has to bring back. */
  async begin(): Promise<{ readonly url: URL; readonly attempt: SignInAttempt }> {
    const client = await this.#client();
    const attempt: SignInAttempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: `${this.publicUrl}${CALLBACK_PATH}`,
      scope: "openid email profile",
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: "S256",
      state: attempt.state,
      nonce: attempt.nonce,
    });
    return { url, attempt };
  }

  /**
   * Who came back. The library checks state, nonce, code verifier, and the token's signature, issuer and audience; it throws where one is
   * not as it was asked for.
   *
   * @param search of the address that the browser was sent back to
   */
  async finish(search: string, { state, nonce, codeVerifier }: SignInAttempt): Promise<ProvenIdentity> {
    const client = await this.#client();
    const url = new URL(`${this.publicUrl}${CALLBACK_PATH}${search}`);
    const checks = {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    };
    const tokens = await oidc.authorizationCodeGrant(client, url, checks);
    const claims = tokens.claims();
    if (claims === undefined) throw new Error("the provider sent no id token");
    const told = { ...(await this.#userInfo(client, tokens.access_token, claims.sub)), ...claims };
    const { email, email_verified: isVerified, preferred_username: userName } = told;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      verifiedEmail: typeof email === "string" && isVerified === true ? email.trim().toLowerCase() : null,
      name: typeof userName === "string" ? userName : null,
    };
  }

  /** Many providers put the e-mail there and not into the id token. */
  async #userInfo(client: oidc.Configuration, accessToken: string, subject: string): Promise<object> {
    if (client.serverMetadata().userinfo_endpoint === undefined) return {};
    return oidc.fetchUserInfo(client, accessToken, subject);
  }

  /** A discovery that failed is tried again with the next sign-in. */
  #client(): Promise<oidc.Configuration> {
    this.#discovered ??= this.#discover().catch((error) => {
      this.#discovered = null;
      throw error;
    });
    return this.#discovered;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecretFile } = this.#config;
    const secret = (await readFile(clientSecretFile, "utf8")).trim();
    const server = new URL(issuer);
    // Without TLS only on this machine: the configuration refuses every other.
    const execute = server.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(server, clientId, secret, undefined, { execute, timeout: TIMEOUT_S });
  }
}
