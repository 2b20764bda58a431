import {
  notPermittedBecause,
  type Permission,
  rolesThatMay,
  tokensThatMay,
} from "@resource-manager/domain/rules/permissions";
import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from "graphql";
import { ApiError } from "../api-error.ts";
import type { GraphQLContext } from "../context.ts";
import { toRefusal } from "../refusal/to-refusal.ts";
import { subjectOf } from "./subject-of.ts";

type RootField = GraphQLField<unknown, GraphQLContext>;
type RootResolver = GraphQLFieldResolver<unknown, GraphQLContext>;

/**
 * Puts the check of the viewer's permission in front of everything that can be asked, once for each operation and before anything is
 * read: nothing below a root is checked again. A change is refused by a member of its result; the refusal is audited. Throws when a root
 * has no permission in the table, or the table has one of no root.
 */
export function guardRoots(schema: GraphQLSchema, table: Readonly<Record<string, Permission>>): void {
  const unused = new Set(Object.keys(table));
  const missing: string[] = [];
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const [place, field] of type ? fieldsOf(type) : []) {
      const permission = table[place];
      unused.delete(place);
      if (permission === undefined) missing.push(place);
      else guard(place, field, permission);
    }
  }
  if (missing.length + unused.size > 0) {
    const faults = [`without a permission: ${missing.join(", ")}`, `in no schema: ${[...unused].join(", ")}`];
    throw new Error(`graphql/permissions/root-permissions.ts is out of date; ${faults.join("; ")}`);
  }
}

function fieldsOf(type: GraphQLObjectType): readonly [string, RootField][] {
  return Object.entries(type.getFields()).map(([name, field]) => [`${type.name}.${name}`, field]);
}

function guard(place: string, field: RootField, permission: Permission): void {
  if (permission !== "look") {
    const note = `${capital(rolesThatMay(permission))}; ${tokensThatMay(permission)}.`;
    field.description = field.description ? `${field.description} ${note}` : note;
  }
  const { resolve, subscribe } = field;
  if (subscribe) field.subscribe = refusing(permission, subscribe);
  else if (resolve)
    field.resolve = place.startsWith("Mutation.") ? auditing(permission, resolve) : refusing(permission, resolve);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function refusing(permission: Permission, resolve: RootResolver): RootResolver {
  return (source, args, context, info) => {
    const reason = notPermittedBecause(context.viewer, permission);
    if (reason !== null) throw new ApiError("FORBIDDEN", reason);
    return resolve(source, args, context, info);
  };
}

function auditing(permission: Permission, resolve: RootResolver): RootResolver {
  return async (source, args, context, info) => {
    const reason = notPermittedBecause(context.viewer, permission);
    if (reason === null) return resolve(source, args, context, info);
    const { viewer, services } = context;
    const { input } = args;
    if (!input.dryRun)
      await services.auditRefused(viewer.actor, info.fieldName, subjectOf(info.fieldName, input), reason);
    return toRefusal({ kind: "NotPermitted", message: reason });
  };
}
