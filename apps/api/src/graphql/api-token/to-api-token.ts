import type * as domain from "@resource-manager/domain/model/api-token";
import type { Services } from "../../services.ts";
import type { ApiToken } from "./api-token.type.ts";

/** A token as it is shown: without its hash, and with the service account as which it acts. */
export function toApiToken(
  { secretHash: _, serviceAccountId, createdBy, ...token }: domain.ApiToken,
  { serviceAccounts }: Pick<Services, "serviceAccounts">,
): ApiToken {
  const serviceAccount = serviceAccountId === null ? null : serviceAccounts.get(serviceAccountId);
  return { ...token, createdBy: createdBy.name, serviceAccount };
}
