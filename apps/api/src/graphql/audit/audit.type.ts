import type { Actor } from "@resource-manager/domain/model/actor";
import type * as domain from "@resource-manager/domain/model/audit";
import type { AuditChange as Change } from "@resource-manager/domain/rules/audit-state";
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { PageInfo } from "../common/page-info.type.ts";
import { DateTimeScalar } from "../scalars.ts";

export const AuditActorKind = {
  HEALING: "HEALING",
  IMPORT: "IMPORT",
  SYSTEM: "SYSTEM",
  TOKEN: "TOKEN",
  USER: "USER",
} as const satisfies Record<Actor["kind"], Actor["kind"]>;
registerEnumType(AuditActorKind, { name: "AuditActorKind" });

type Result = domain.AuditEntry["result"];
export const AuditResult = {
  ACCEPTED: "ACCEPTED",
  DONE: "DONE",
  FAILED: "FAILED",
  REFUSED: "REFUSED",
  UNDONE: "UNDONE",
} as const satisfies Record<Result, Result>;
registerEnumType(AuditResult, {
  name: "AuditResult",
  description: "ACCEPTED: it holds, and an operation does the rest, whose end is an event of its own.",
});

export const AuditFaultKind = {
  ALTERED: "ALTERED",
  ANCHOR: "ANCHOR",
  CHECKPOINT: "CHECKPOINT",
  REMOVED: "REMOVED",
  REORDERED: "REORDERED",
} as const satisfies Record<domain.AuditFaultKind, domain.AuditFaultKind>;
registerEnumType(AuditFaultKind, {
  name: "AuditFaultKind",
  valuesConfig: {
    ANCHOR: { description: "Another hash stands there than the one that was noted earlier." },
    CHECKPOINT: { description: "The trail was cut, and no event tells of it." },
  },
});

@ObjectType({ simpleResolvers: true })
export class AuditActor {
  @Field(() => AuditActorKind)
  readonly kind: Actor["kind"];

  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String, { nullable: true, description: "For whom it acted; null: for itself." })
  readonly onBehalfOf: string | null;
}

@ObjectType({ simpleResolvers: true })
export class AuditChange {
  @Field(() => String)
  readonly field: string;

  @Field(() => String, { nullable: true })
  readonly before: string | null;

  @Field(() => String, { nullable: true })
  readonly after: string | null;
}

@ObjectType({
  description: "Who did what to what, and how it ended. Env values are never in it.",
  simpleResolvers: true,
})
export class AuditEvent {
  @Field(() => Int, { description: "Without gaps." })
  readonly sequence: number;

  @Field(() => ID)
  readonly id: string;

  @Field(() => DateTimeScalar)
  readonly at: Date;

  @Field(() => AuditActor)
  readonly actor: AuditActor;

  @Field(() => String, { description: "The mutation; `heal.KIND`; or the end of an operation, `operation.KIND`." })
  readonly action: string;

  @Field(() => String, { description: "`pod:namespace/name`, `team:name` …" })
  readonly subject: string;

  @Field(() => AuditResult)
  readonly result: Result;

  @Field(() => String, { nullable: true })
  readonly reason: string | null;

  @Field(() => [AuditChange])
  readonly changes: readonly Change[];

  @Field(() => ID, { nullable: true })
  readonly operationId: string | null;

  @Field(() => ID, { nullable: true })
  readonly requestId: string | null;

  @Field(() => String, { nullable: true, description: "The address that the request came from." })
  readonly requestFrom: string | null;

  @Field(() => String, { description: "Hex SHA-256 over the hash before it and the event." })
  readonly hash: string;
}

@ObjectType({ simpleResolvers: true })
export class AuditEventPage {
  @Field(() => [AuditEvent])
  readonly nodes: readonly AuditEvent[];

  @Field(() => PageInfo)
  readonly pageInfo: PageInfo;

  @Field(() => Int)
  readonly totalCount: number;
}

@ObjectType({ simpleResolvers: true })
export class AuditFault {
  @Field(() => AuditFaultKind)
  readonly kind: domain.AuditFaultKind;

  @Field(() => Int, { description: "The first event that it is about." })
  readonly sequence: number;

  @Field(() => Int, { description: "The last one." })
  readonly through: number;

  @Field(() => String)
  readonly message: string;
}

@ObjectType({ simpleResolvers: true })
export class AuditLink {
  @Field(() => Int)
  readonly sequence: number;

  @Field(() => String)
  readonly hash: string;
}

@ObjectType({ description: "What reading the whole chain of audit events gave.", simpleResolvers: true })
export class AuditChain {
  @Field(() => Boolean)
  readonly whole: boolean;

  @Field(() => Int, { description: "How many were read." })
  readonly events: number;

  @Field(() => AuditLink, {
    nullable: true,
    description: "The newest event: note it down, and prove with it later that nothing up to there was rewritten.",
  })
  readonly head: AuditLink | null;

  @Field(() => AuditLink, { nullable: true, description: "Where the trail was cut off in order." })
  readonly checkpoint: AuditLink | null;

  @Field(() => [AuditFault], { description: "The first hundred." })
  readonly faults: readonly AuditFault[];

  @Field(() => DateTimeScalar)
  readonly checkedAt: Date;
}

@ObjectType({ simpleResolvers: true })
export class AuditedField {
  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly value: string;
}

@ObjectType({ description: "A pod, team or server as its events tell of it.", simpleResolvers: true })
export class AuditedState {
  @Field(() => Boolean)
  readonly exists: boolean;

  @Field(() => [AuditedField])
  readonly fields: readonly AuditedField[];

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when; null: no event tells of it until then." })
  readonly since: Date | null;
}
