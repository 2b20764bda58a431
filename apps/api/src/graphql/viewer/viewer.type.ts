import type { TokenScope } from "@resource-manager/domain/model/api-token";
import { Field, ID, ObjectType } from "type-graphql";
import { ApiTokenScope } from "../api-token/api-token.type.ts";

@ObjectType("Viewer", { simpleResolvers: true })
export class ViewerType {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly role: string;

  @Field(() => ApiTokenScope, { nullable: true, description: "Null: the request came without an API token." })
  readonly scope: TokenScope | null;
}
