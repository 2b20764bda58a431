import { ApolloClient, ApolloLink } from "@apollo/client";
import { of } from "rxjs";
import { expect, test } from "vitest";
import { SetUserRoleDocument } from "@/gql/graphql";
import { createCache } from "./client";

test("a refusal that goes through the cache keeps its message, which is asked of the interface", async () => {
  const refusal = { __typename: "NotPermitted", code: "NOT_PERMITTED", message: "Only an admin changes roles." };
  const client = new ApolloClient({
    cache: createCache(),
    link: new ApolloLink(() => of({ data: { change: refusal } })),
  });
  const input = { id: "user-ann", role: "ADMIN" } as const;
  const { data } = await client.mutate({ mutation: SetUserRoleDocument, variables: { input } });
  expect(data?.change).toEqual(refusal);
});
