import { Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../scalars.ts";
import { ClusterMode } from "./cluster-mode.enum.ts";

@ObjectType({ simpleResolvers: true })
export class System {
  @Field(() => String)
  readonly version: string;

  @Field(() => ClusterMode)
  readonly clusterMode: ClusterMode;

  @Field(() => String, { nullable: true })
  readonly clusterVersion: string | null;

  @Field(() => ID, { description: "UUID that labels every object of this installation in the cluster." })
  readonly installationId: string;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the cluster was last heard." })
  readonly observedAt: Date | null;

  @Field(() => Boolean)
  readonly stale: boolean;

  @Field(() => String, { nullable: true, description: "Why the view is stale, in plain words; null when it is fresh." })
  readonly why: string | null;

  @Field(() => String, { description: "Cursor of the live view." })
  readonly cursor: string;
}
