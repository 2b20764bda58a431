import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { type Client, createClient } from "graphql-ws";
import { tap } from "rxjs";
import unionsAndInterfaces from "@/gql/possible-types";
import { leaveForSignIn, reloadAsAnother } from "@/lib/auth/leaving";
import { describeError } from "./describe-error";
import { noteRequest, noteSocket } from "./reach";

const pingEveryMs = 10_000;
const pongWithinMs = 5_000;
/** With it the API closes a connection whose asker is not known any more. */
const forbiddenCode = 4403;

/** The one Apollo client of a browser tab: requests by HTTP, subscriptions by one WebSocket, on the page's own origin. */
export function createApolloClient(): ApolloClient {
  const socket = typeof window === "undefined" ? null : createSocket(socketUrl());
  const http = ApolloLink.from([noteRequests, new HttpLink({ uri: "/graphql" })]);
  return new ApolloClient({
    ssrMode: socket === null,
    cache: createCache(),
    link: socket
      ? ApolloLink.split(({ operationType }) => operationType === "subscription", new GraphQLWsLink(socket), http)
      : http,
  });
}

/** Where GraphQL's WebSocket is: the same origin as the page. */
export function socketUrl(): string {
  return `${window.location.origin.replace(/^http/, "ws")}/graphql`;
}

/**
 * One WebSocket for all subscriptions. It does not retry: whoever subscribed begins again with loading (see `follow`). A connection that
 * is open but dead is noticed by a ping without a pong.
 */
export function createSocket(url: string): Client {
  let pong: ReturnType<typeof setTimeout> | undefined;
  let isKnown = false;
  const client = createClient({
    url,
    retryAttempts: 0,
    lazyCloseTimeout: 5_000,
    keepAlive: pingEveryMs,
    on: {
      connected: () => {
        isKnown = true;
        noteSocket(true);
      },
      closed: (event) => {
        clearTimeout(pong);
        // Whoever this page is, they may do something else now, or nothing: all of it is asked for anew.
        if (isKnown && (event as CloseEvent).code === forbiddenCode) reloadAsAnother();
        isKnown = false;
        const onPurpose = (event as CloseEvent).code === 1000;
        if (!onPurpose) noteSocket(false);
      },
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });
  return client;
}

/**
 * A request that was answered, were it with a refusal or an error of one field, proves that the API is there. Where it does not know who
 * asks, the way leads to the sign-in page.
 */
const noteRequests = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap({
      next: () => noteRequest(true),
      error: (error) => {
        if (error?.name === "AbortError") return;
        const isUnknown = describeError(error).code === "UNAUTHENTICATED";
        noteRequest(isUnknown || CombinedGraphQLErrors.is(error));
        if (isUnknown) leaveForSignIn();
      },
    }),
  ),
);

/** Pages and fields by what they are; an interface is known by its types. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    ...unionsAndInterfaces,
    typePolicies: {
      Server: { keyFields: ["name"] },
      Namespace: { keyFields: ["name"] },
      Team: { keyFields: ["name"] },
      System: { keyFields: [] },
    },
  });
}
