import { Field, InterfaceType } from "type-graphql";
import { ErrorCode } from "./error-code.enum.ts";

@InterfaceType()
export abstract class UserError {
  @Field(() => ErrorCode)
  readonly code: ErrorCode;

  @Field(() => String)
  readonly message: string;
}
