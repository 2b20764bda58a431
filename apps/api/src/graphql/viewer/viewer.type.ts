import { Field, ID, ObjectType } from "type-graphql";

@ObjectType("Viewer", { simpleResolvers: true })
export class ViewerType {
  @Field(() => ID)
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => String)
  readonly role: string;
}
