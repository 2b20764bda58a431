import type { AuditEntry } from "@resource-manager/domain/model/audit";
import { Field, InputType, Int } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { AuditResult } from "./audit.type.ts";

@InputType({ description: "What is left out is not looked at." })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: "The id or name of who acted, or for whom." })
  readonly actor?: string | null;

  @Field(() => [String], { nullable: true })
  readonly actions?: string[] | null;

  @Field(() => String, { nullable: true, description: "`pod:namespace/name`, `team:name` …" })
  readonly subject?: string | null;

  @Field(() => String, { nullable: true, description: "The team itself, and the pods in its namespaces." })
  readonly team?: string | null;

  @Field(() => [AuditResult], { nullable: true })
  readonly results?: AuditEntry["result"][] | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly until?: Date | null;
}

@InputType({ description: "A place in the chain that was noted down earlier." })
export class AuditLinkInput {
  @Field(() => Int)
  readonly sequence: number;

  @Field(() => String)
  readonly hash: string;
}
