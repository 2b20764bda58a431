import { Field, ID, Int, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";
import { BigIntScalar, DateTimeScalar } from "../scalars.ts";
import { ServerStatus } from "../server/server-status.enum.ts";
import { UserError } from "./user-error.type.ts";

@ObjectType({ simpleResolvers: true })
export class FieldProblem {
  @Field(() => String)
  readonly path: string;

  @Field(() => String)
  readonly message: string;
}

@ObjectType({ simpleResolvers: true })
export class NearFit {
  @Field(() => String)
  readonly server: string;

  @Field(() => String, { nullable: true })
  readonly gpuModel: string | null;

  @Field(() => ServerStatus)
  readonly status: ServerStatus;

  @Field(() => Amounts)
  readonly available: Amounts;

  @Field(() => [String])
  readonly shortOf: readonly string[];
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InvalidInput extends UserError {
  @Field(() => [FieldProblem])
  readonly problems: readonly FieldProblem[];
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class NameTaken extends UserError {
  @Field(() => String, {
    nullable: true,
    description: "Null where the name of a team or of a namespace itself is taken.",
  })
  readonly namespace: string | null;

  @Field(() => String)
  readonly name: string;
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InsufficientCapacity extends UserError {
  @Field(() => Amounts)
  readonly need: Amounts;

  @Field(() => Amounts)
  readonly have: Amounts;

  @Field(() => [NearFit])
  readonly nearest: readonly NearFit[];
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class QuotaExceeded extends UserError {
  @Field(() => String)
  readonly team: string;

  @Field(() => String)
  readonly resource: string;

  @Field(() => String, {
    nullable: true,
    description: "The GPU model whose own quota would be passed; null: the quota of the resource in all.",
  })
  readonly gpuModel: string | null;

  @Field(() => BigIntScalar)
  readonly quota: number;

  @Field(() => BigIntScalar)
  readonly used: number;

  @Field(() => BigIntScalar)
  readonly need: number;
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class NotFound extends UserError {
  @Field(() => String)
  readonly what: string;
}

@ObjectType({
  description: "A newer version exists (or, for an idempotency key: it was used with another input).",
  implements: UserError,
  simpleResolvers: true,
})
export class Conflict extends UserError {
  @Field(() => Int, { nullable: true })
  readonly currentVersion: number | null;
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class NotPermitted extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class ServerUnavailable extends UserError {
  @Field(() => String)
  readonly server: string;

  @Field(() => ServerStatus)
  readonly status: ServerStatus;
}

@ObjectType({
  description: "The cluster is away and the change was undone: nothing will appear later.",
  implements: UserError,
  simpleResolvers: true,
})
export class ClusterUnavailable extends UserError {}

@ObjectType({
  description: "The cluster's own admission refused it (quota object, Pod Security, validation).",
  implements: UserError,
  simpleResolvers: true,
})
export class ClusterRefused extends UserError {
  @Field(() => [FieldProblem])
  readonly problems: readonly FieldProblem[];
}

@ObjectType({
  description:
    "The brake: the plan ends too many pods for one hour, or the cluster is not to be trusted. `confirmHealing` applies that very plan.",
  implements: UserError,
  simpleResolvers: true,
})
export class HealingStopped extends UserError {
  @Field(() => String)
  readonly why: string;

  @Field(() => ID)
  readonly planId: string;

  @Field(() => Int, { description: "How many pods the plan ends." })
  readonly deletions: number;

  @Field(() => Int, { description: "How many a rolling hour may end without a confirmation." })
  readonly limit: number;
}

@ObjectType({
  description: "The team's policy does not allow the image.",
  implements: UserError,
  simpleResolvers: true,
})
export class ImageNotAllowed extends UserError {
  @Field(() => String)
  readonly team: string;

  @Field(() => String)
  readonly image: string;

  @Field(() => [String], { description: "Registries and patterns that are allowed." })
  readonly allowed: readonly string[];
}

@ObjectType({
  description: "The team has pods, which have to be deleted first.",
  implements: UserError,
  simpleResolvers: true,
})
export class TeamHasPods extends UserError {
  @Field(() => String)
  readonly team: string;

  @Field(() => Int)
  readonly pods: number;
}

@ObjectType({
  description: "Nobody would be left who could sign in and make an admin.",
  implements: UserError,
  simpleResolvers: true,
})
export class LastAdmin extends UserError {
  @Field(() => String)
  readonly user: string;
}

@ObjectType({
  description: "Somebody may be guessing a password. It is counted for each user and each address.",
  implements: UserError,
  simpleResolvers: true,
})
export class TooManyAttempts extends UserError {
  @Field(() => DateTimeScalar, { description: "When the next attempt is looked at." })
  readonly retryAt: Date;
}
