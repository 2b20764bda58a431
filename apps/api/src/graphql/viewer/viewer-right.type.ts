import { type Permission as Line, PERMISSIONS } from "@resource-manager/domain/rules/permissions";
import { Field, ObjectType, registerEnumType } from "type-graphql";

const NAMES = Object.keys(PERMISSIONS) as Line[];

export const Permission = Object.fromEntries(NAMES.map((name) => [name, name]));
registerEnumType(Permission, {
  name: "Permission",
  description: "What somebody may, as in docs/roles.md.",
  valuesConfig: Object.fromEntries(NAMES.map((name) => [name, { description: `To ${PERMISSIONS[name].does}.` }])),
});

@ObjectType({
  description:
    "Whether the viewer may do something: each reason is the one that a refusal would have, and null where they may.",
  simpleResolvers: true,
})
export class ViewerRight {
  @Field(() => Permission)
  readonly permission: Line;

  @Field(() => String, { nullable: true, description: "Why not with what they asked for themselves." })
  readonly notOwnBecause: string | null;

  @Field(() => String, { nullable: true, description: "Why not with what others asked for, or nobody in particular." })
  readonly notOthersBecause: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why not at all, with whatever team's thing; null where there can be one that they may do it to.",
  })
  readonly notAnywhereBecause: string | null;
}
