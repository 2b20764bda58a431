/** What the owner tells its guardian. `end`: kill everything, remove the folder, exit. */
export type GuardianRequest =
  | {
      readonly kind: "start";
      readonly name: string;
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** stdout and stderr are appended here. */
      readonly logPath: string;
    }
  | { readonly kind: "signal"; readonly name: string; readonly signal: NodeJS.Signals }
  | { readonly kind: "end" };

/** What the guardian tells its owner. */
export type GuardianMessage =
  | { readonly kind: "started"; readonly name: string; readonly pid: number }
  | { readonly kind: "failed"; readonly name: string; readonly message: string }
  | { readonly kind: "signalled"; readonly name: string }
  | {
      readonly kind: "exited";
      readonly name: string;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };
