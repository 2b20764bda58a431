/** A client of others that keeps a copy of one namespace's pods by list and watch. */
export interface Follower extends AsyncDisposable {
  /** What it holds now: `uid@version` by the pod's name. */
  held(): Promise<Held>;
}

export interface Held {
  readonly pods: Readonly<Record<string, string>>;
  /** How often it has asked for everything there is. */
  readonly lists: number;
}

export type StartFollower = (kubeconfigPath: string, namespace: string) => Promise<Follower>;

/** Either a way to start it, or why it cannot be started here. */
export type FoundFollower =
  | { readonly kind: "found"; readonly start: StartFollower }
  | { readonly kind: "missing"; readonly why: string };
