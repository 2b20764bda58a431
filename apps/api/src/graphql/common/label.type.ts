import { Field, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true })
export class Label {
  @Field(() => String)
  readonly key: string;

  @Field(() => String)
  readonly value: string;
}
