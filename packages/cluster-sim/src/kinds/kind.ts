import type { WriteOptions } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import type { FieldFault } from "../http/status-error.ts";
import type { KubeObject } from "../objects/meta.ts";
import type { TableColumn } from "./columns.ts";

export type Verb = "create" | "delete" | "deletecollection" | "get" | "list" | "patch" | "update" | "watch";

/** A part of an object that discovery names, besides `status`. */
export interface Subresource {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly Verb[];
}

/** A strategy for one way of writing: the whole object, or one of its subresources. Objects handed in may be changed. */
export interface UpdateStrategy {
  /** Puts back what this way of writing may not touch. */
  prepareUpdate(object: KubeObject, old: KubeObject, env: Environment, options: Pick<WriteOptions, "dryRun">): void;
  validateUpdate(object: KubeObject, old: KubeObject, env: Environment): FieldFault[];
  /** Warnings shown to the client that changes it. */
  warnings?(object: KubeObject): string[];
}

/** What the simulator knows of one kind of object: one file per kind, all optional parts left out where nothing is special. */
export interface KindDefinition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The definition in the schema that its objects are read with: `core.v1.Pod`. */
  readonly schema: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly verbs?: readonly Verb[];
  /** Field selectors besides metadata.name and metadata.namespace. */
  readonly fieldNames?: readonly string[];
  fields?(object: KubeObject): Record<string, string>;
  /** Fills in what the client left out: on every write, before admission. */
  applyDefaults?(object: KubeObject): void;
  /** Which characters a name may have; DNS subdomain by default. */
  readonly nameRule?: "subdomain" | "label" | "path";
  prepareCreate?(object: KubeObject, env: Environment, options: Pick<WriteOptions, "dryRun">): void;
  validate?(object: KubeObject, env: Environment): FieldFault[];
  /** For kinds that are only questions: what a POST is answered with. Nothing is stored. */
  answer?(object: KubeObject): void;
  /** A deletion is answered with the object, not with a Status. */
  readonly returnsDeleted?: boolean;
  readonly update?: Partial<UpdateStrategy>;
  readonly status?: Partial<UpdateStrategy>;
  readonly subresources?: readonly Subresource[];
  /** Warnings shown to the client that creates it. */
  warnings?(object: KubeObject): string[];
  readonly columns?: readonly TableColumn[];
  /** Grace period of a deletion, in seconds; undefined where objects of this kind go at once. */
  gracePeriodSeconds?(object: KubeObject, asked: number | undefined): number | undefined;
  /** For kinds that somebody has to empty before they go: what the object looks like while it waits; undefined once it may go. */
  whileTerminating?(object: KubeObject): KubeObject | undefined;
}

/** A kind as the rest of the simulator uses it: with what follows from its definition. */
export interface Kind extends KindDefinition {
  readonly verbs: readonly Verb[];
  /** The store's name for it: the plural, with the group where it has one. */
  readonly resource: string;
  readonly apiVersion: string;
  /** `{"kind":"Pod","apiVersion":"v1",`: what goes before an object's stored JSON to make it whole. */
  readonly jsonHead: Buffer;
}

const ALL_VERBS: readonly Verb[] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

export function defineKind(definition: KindDefinition): Kind {
  const { group, version, kind, plural } = definition;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return {
    verbs: ALL_VERBS,
    ...definition,
    resource: group === "" ? plural : `${plural}.${group}`,
    apiVersion,
    jsonHead: Buffer.from(`{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},`),
  };
}

/** All values that field selectors of this kind may ask for. */
export function selectableFields(kind: Kind, object: KubeObject): Record<string, string> {
  return {
    "metadata.name": object.metadata.name,
    ...(kind.namespaced ? { "metadata.namespace": object.metadata.namespace ?? "" } : {}),
    ...kind.fields?.(object),
  };
}

export function selectableFieldNames(kind: Kind): string[] {
  return ["metadata.name", ...(kind.namespaced ? ["metadata.namespace"] : []), ...(kind.fieldNames ?? [])];
}
