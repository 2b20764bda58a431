import { Field, ObjectType } from "type-graphql";
import { Amounts } from "../amounts/amounts.type.ts";

@ObjectType({ simpleResolvers: true })
export class PlannedChange {
  @Field(() => String)
  readonly field: string;

  @Field(() => String, { nullable: true })
  readonly before: string | null;

  @Field(() => String, { nullable: true })
  readonly after: string | null;

  @Field(() => Boolean)
  readonly inPlace: boolean;
}

@ObjectType({ description: "What a change does, before it is done.", simpleResolvers: true })
export class Plan {
  @Field(() => String, { nullable: true, description: "Server that the pod will be on." })
  readonly server: string | null;

  @Field(() => String, { nullable: true, description: "Why that one." })
  readonly placement: string | null;

  @Field(() => Boolean, { description: "True: the pod is deleted and made anew, its processes are lost." })
  readonly recreates: boolean;

  @Field(() => [PlannedChange], { description: "One line per difference, in plain words." })
  readonly changes: readonly PlannedChange[];

  @Field(() => Amounts, { nullable: true, description: "Available on the server before and after." })
  readonly availableBefore: Amounts | null;

  @Field(() => Amounts, { nullable: true })
  readonly availableAfter: Amounts | null;
}
