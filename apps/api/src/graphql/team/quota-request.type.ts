import type * as domain from "@resource-manager/domain/model/team";
import { NO_QUOTA } from "@resource-manager/domain/model/team";
import { changeQuota } from "@resource-manager/domain/rules/quota";
import { describeQuota } from "@resource-manager/domain/rules/team-change";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";

export const QuotaRequestState = {
  APPROVED: "APPROVED",
  DENIED: "DENIED",
  OPEN: "OPEN",
} as const satisfies Record<domain.QuotaRequestState, domain.QuotaRequestState>;
registerEnumType(QuotaRequestState, { name: "QuotaRequestState" });

@ObjectType({ simpleResolvers: true })
export class WishedLimit {
  @Field(() => String, { description: "gpus, `gpus MODEL`, cpu, ram, storage or pods." })
  readonly resource: string;

  @Field(() => String, { description: "As people read it: `8`, `512 GiB`, `no limit`." })
  readonly limit: string;
}

@ObjectType({ description: "A team's wish for another quota, and what became of it.", simpleResolvers: true })
export class QuotaRequest {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly team: string;

  @Field(() => [WishedLimit])
  readonly wishes: readonly WishedLimit[];

  @Field(() => String)
  readonly reason: string;

  @Field(() => QuotaRequestState)
  readonly state: domain.QuotaRequestState;

  @Field(() => String)
  readonly requestedBy: string;

  @Field(() => ID, { description: "Who that is, as in `viewer.id`." })
  readonly requestedById: string;

  @Field(() => DateTimeScalar)
  readonly requestedAt: Date;

  @Field(() => String, { nullable: true })
  readonly decidedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  readonly decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What the one who decided had to say." })
  readonly note: string | null;
}

/** A request as the schema has it. */
export function toQuotaRequest({ change, requestedBy, decidedBy, ...rest }: domain.QuotaRequest): QuotaRequest {
  return {
    ...rest,
    wishes: wishes(change),
    requestedBy: requestedBy.name,
    requestedById: requestedBy.id,
    decidedBy: decidedBy?.name ?? null,
  };
}

function wishes({ gpusByModel = {}, ...limits }: domain.QuotaChange): readonly WishedLimit[] {
  const described = describeQuota(changeQuota(NO_QUOTA, { ...limits, gpusByModel }));
  const models = Object.keys(gpusByModel).map((model) => `gpus ${model}`);
  const named = Object.keys(limits).map((name) => RESOURCE_OF[name as keyof typeof RESOURCE_OF]);
  return [...named, ...models].map((resource) => ({ resource, limit: described[resource] ?? "no limit" }));
}

const RESOURCE_OF = {
  gpus: "gpus",
  cpuMillis: "cpu",
  ramBytes: "ram",
  storageBytes: "storage",
  podSlots: "pods",
} as const satisfies Record<Exclude<keyof domain.QuotaChange, "gpusByModel">, string>;
