/**
 * The objects that keep a namespace: the namespace's own labels, what may be held in it, what a container gets by default, who may
 * talk to whom, whether pods get a token of the API server, and the credentials by which images are pulled.
 */
export type NamespaceObjectKind =
  | "NAMESPACE"
  | "RESOURCE_QUOTA"
  | "LIMIT_RANGE"
  | "NETWORK_POLICY"
  | "SERVICE_ACCOUNT"
  | "PULL_SECRET";

/** One object in the product's words. Two that say the same have the same content. */
export interface NamespaceObject {
  readonly kind: NamespaceObjectKind;
  readonly name: string;
  /** Amounts are in the units of `Need`; `rule` names one of `NETWORK_RULES`. */
  readonly content: Readonly<Record<string, string>>;
  /** Of a pull secret that is to be written: what it is to have, encrypted. */
  readonly sealed?: string;
}

/** DENY_ALL: nothing in, nothing out; the other two allow name look-ups, and pods of the same namespace. */
export const NETWORK_RULES = ["DENY_ALL", "ALLOW_DNS", "ALLOW_OWN_NAMESPACE"] as const;
export type NetworkRule = (typeof NETWORK_RULES)[number];

/** Who wrote an object, beside reports of its status. Source: its managed fields. */
export interface ObjectWriter {
  /** `kubectl-edit`, `resource-manager` … */
  readonly manager: string;
  /** `Apply` or `Update`. */
  readonly operation: string;
  readonly at: Date | null;
}

/** An object as the cluster has it. A content of which we do not know the words has them under `other …`. */
export interface ObservedNamespaceObject extends NamespaceObject {
  readonly uid: string;
  readonly resourceVersion: string;
  /** OURS: it carries this installation's mark. OTHER: another installation's. NOBODY: none. */
  readonly mark: "OURS" | "OTHER" | "NOBODY";
  /** The newest last. */
  readonly writers: readonly ObjectWriter[];
}

/** A namespace with those of its objects that have the names under which we keep ours. */
export interface NamespaceState {
  readonly name: string;
  readonly uid: string;
  /** It is being deleted. */
  readonly terminating: boolean;
  /** The namespace itself is among them. */
  readonly objects: readonly ObservedNamespaceObject[];
}

/** What adopting a namespace would change for a pod that runs in it. */
export interface PodInNamespace {
  readonly name: string;
  /** Ours, by this installation's mark. */
  readonly ours: boolean;
  /** What Pod Security `restricted` has against it: the pod keeps running, a new one like it is refused. */
  readonly violations: readonly string[];
  readonly mountsToken: boolean;
}
