import {
  CoreV1Api,
  createConfiguration,
  NetworkingV1Api,
  ResponseContext,
  SchedulingV1Api,
  ServerConfiguration,
  VersionApi,
  wrapHttpLibrary,
} from "@kubernetes/client-node";
import type { Transport, TransportRequest } from "./transport.ts";
import { Turnstile } from "./turnstile.ts";

/** client-node's typed calls. */
export interface TypedApi {
  readonly core: CoreV1Api;
  readonly networking: NetworkingV1Api;
  readonly scheduling: SchedulingV1Api;
  readonly version: VersionApi;
}

/** Enough to keep an API server busy, few enough for each to be answered in time; lists, probes and watches come on top. */
const CALLS_AT_ONCE = 32;

/**
 * client-node's typed calls over our transport, which brings the connections, credentials and time limits. The time limit of a call
 * begins once it is among those in flight: waiting for the others is no sign that the cluster is away.
 */
export function typedApi(transport: Transport, timeoutMs: number): TypedApi {
  const turnstile = new Turnstile(CALLS_AT_ONCE);
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(transport.address, {}),
    httpApi: wrapHttpLibrary({
      async send(request) {
        const body = request.getBody();
        const call = {
          method: request.getHttpMethod() as TransportRequest["method"],
          url: request.getUrl(),
          headers: request.getHeaders(),
          ...(typeof body === "string" ? { body } : {}),
          timeoutMs,
        };
        const answer = await turnstile.pass(() => transport.send(call));
        return new ResponseContext(answer.status, { ...answer.headers }, bodyOf(answer.body));
      },
    }),
  });
  return {
    core: new CoreV1Api(configuration),
    networking: new NetworkingV1Api(configuration),
    scheduling: new SchedulingV1Api(configuration),
    version: new VersionApi(configuration),
  };
}

function bodyOf(text: string) {
  return { text: async () => text, binary: async () => Buffer.from(text), stream: () => null };
}
