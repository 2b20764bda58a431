/**
 * A team's credentials for one private registry of images. The password is kept encrypted, is opened only to write it into the cluster,
 * and is never shown again.
 */
export interface PullSecret {
  /** `registry.example` or `registry.example:5000`, lower-case. A team has one for each at most. */
  readonly registry: string;
  readonly username: string;
  /** What the cluster is to have, encrypted by the vault. */
  readonly sealed: string;
  /** Tells whether the cluster has that, and nothing of what it is. */
  readonly fingerprint: string;
  /** The name of the one who made it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** When it got the password that it has. */
  readonly rotatedAt: Date;
}
