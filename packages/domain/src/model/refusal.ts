import type { Need, NeedName } from "./amounts.ts";
import type { ServerStatus } from "./server.ts";

export interface FieldProblem {
  /** Path inside the input, with dots: `resources.cpu`, `env.2.name`. */
  readonly path: string;
  readonly message: string;
}

/** A server that could nearly take the pod, and what it is short of. */
export interface NearFit {
  readonly server: string;
  readonly gpuModel: string | null;
  readonly status: ServerStatus;
  readonly available: Need;
  readonly shortOf: readonly NeedName[];
}

/** Why a change is refused, with the facts. Every refusal leaves nothing behind but its audit event. */
export type Refusal =
  | { readonly kind: "InvalidInput"; readonly message: string; readonly problems: readonly FieldProblem[] }
  /** `namespace` is null where the name of a team or of a namespace itself is taken. */
  | { readonly kind: "NameTaken"; readonly message: string; readonly namespace: string | null; readonly name: string }
  | {
      readonly kind: "InsufficientCapacity";
      readonly message: string;
      readonly need: Need;
      /** The most that one server has, resource by resource (not all on the same server). */
      readonly have: Need;
      readonly nearest: readonly NearFit[];
    }
  | {
      readonly kind: "QuotaExceeded";
      readonly message: string;
      readonly team: string;
      readonly resource: NeedName;
      /** The model of which there is a quota of its own that would be passed; null: the quota of the resource in all. */
      readonly gpuModel: string | null;
      readonly quota: number;
      readonly used: number;
      readonly need: number;
    }
  | {
      readonly kind: "NotFound";
      readonly message: string;
      readonly what:
        | "POD"
        | "SERVER"
        | "NAMESPACE"
        | "OPERATION"
        | "FINDING"
        | "PLAN"
        | "TEAM"
        | "QUOTA_REQUEST"
        | "API_TOKEN"
        | "PULL_SECRET"
        | "SERVICE_ACCOUNT"
        | "USER"
        | "SESSION";
    }
  | {
      /** The team's policy does not allow the image. */
      readonly kind: "ImageNotAllowed";
      readonly message: string;
      readonly team: string;
      readonly image: string;
      readonly allowed: readonly string[];
    }
  /** The team has pods, and what is asked would leave them without one. */
  | { readonly kind: "TeamHasPods"; readonly message: string; readonly team: string; readonly pods: number }
  | { readonly kind: "Conflict"; readonly message: string; readonly currentVersion: number | null }
  | { readonly kind: "NotPermitted"; readonly message: string }
  /** Nobody would be left who could make an admin. */
  | { readonly kind: "LastAdmin"; readonly message: string; readonly user: string }
  /** Somebody may be guessing. */
  | { readonly kind: "TooManyAttempts"; readonly message: string; readonly retryAt: Date }
  | {
      readonly kind: "ServerUnavailable";
      readonly message: string;
      readonly server: string;
      readonly status: ServerStatus;
    }
  | { readonly kind: "ClusterUnavailable"; readonly message: string }
  /** The brake: too many deletions, or a cluster that is not to be trusted. A person may confirm that very plan. */
  | {
      readonly kind: "HealingStopped";
      readonly message: string;
      readonly why: string;
      readonly planId: string;
      readonly deletions: number;
      readonly limit: number;
    }
  | { readonly kind: "ClusterRefused"; readonly message: string; readonly problems: readonly FieldProblem[] };

export type RefusalKind = Refusal["kind"];
export type RefusalOf<K extends RefusalKind> = Extract<Refusal, { kind: K }>;
