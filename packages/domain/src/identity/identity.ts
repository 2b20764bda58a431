import { IdentityCore, type IdentityOptions, type IdentityPorts } from "./identity-core.ts";
import { SignIn } from "./sign-in.ts";
import { UserCommands } from "./user-commands.ts";

/** Who may ask, and how they come to be known. */
export interface Identity extends Disposable {
  readonly core: IdentityCore;
  readonly signIn: SignIn;
  readonly users: UserCommands;
}

/** Reads the accounts into memory; from then on nobody else writes them. */
export async function openIdentity(ports: IdentityPorts, options: IdentityOptions): Promise<Identity> {
  const core = await IdentityCore.load(ports, options);
  return {
    core,
    signIn: new SignIn(core),
    users: new UserCommands(core),
    [Symbol.dispose]: () => core.sessions[Symbol.dispose](),
  };
}
