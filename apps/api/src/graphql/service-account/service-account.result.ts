import { createUnionType, Field, ObjectType } from "type-graphql";
import { Conflict, InvalidInput, NameTaken, NotFound, NotPermitted } from "../refusal/refusals.type.ts";
import { ServiceAccount } from "./service-account.type.ts";

@ObjectType({ simpleResolvers: true })
export class ServiceAccountSuccess {
  @Field(() => ServiceAccount, { description: "As it is now (of a dry run: would be)." })
  readonly serviceAccount: ServiceAccount;

  @Field(() => Boolean)
  readonly dryRun: boolean;
}

export const CreateServiceAccountResult = createUnionType({
  name: "CreateServiceAccountResult",
  types: () => [ServiceAccountSuccess, Conflict, InvalidInput, NameTaken, NotFound, NotPermitted] as const,
});

export const ServiceAccountResult = createUnionType({
  name: "ServiceAccountResult",
  types: () => [ServiceAccountSuccess, NotFound, NotPermitted] as const,
});
