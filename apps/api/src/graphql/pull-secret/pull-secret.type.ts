import { Field, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";

@ObjectType({
  description:
    "A team's credentials for one private registry of images. The password is told by nothing: it is kept encrypted, and stands in the team's namespaces.",
  simpleResolvers: true,
})
export class PullSecret {
  @Field(() => String, { description: "`registry.example` or `registry.example:5000`." })
  readonly registry: string;

  @Field(() => String)
  readonly username: string;

  @Field(() => String, {
    description:
      "Of the Secret (`kubernetes.io/dockerconfigjson`) in each namespace of the team that is kept in order; pods whose image is the registry's refer to it.",
  })
  readonly secretName: string;

  @Field(() => String)
  readonly createdBy: string;

  @Field(() => DateTimeScalar)
  readonly createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it got the password that it has." })
  readonly rotatedAt: Date;
}
