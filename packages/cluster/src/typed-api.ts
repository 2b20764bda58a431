import {
  CoreV1Api,
  createConfiguration,
  ResponseContext,
  SchedulingV1Api,
  ServerConfiguration,
  VersionApi,
  wrapHttpLibrary,
} from "@kubernetes/client-node";
import type { Transport, TransportRequest } from "./transport.ts";

/** client-node's typed calls. */
export interface TypedApi {
  readonly core: CoreV1Api;
  readonly scheduling: SchedulingV1Api;
  readonly version: VersionApi;
}

/** client-node's typed calls over our transport, which brings the connections, credentials and time limits. */
export function typedApi(transport: Transport, timeoutMs: number): TypedApi {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(transport.address, {}),
    httpApi: wrapHttpLibrary({
      async send(request) {
        const body = request.getBody();
        const answer = await transport.send({
          method: request.getHttpMethod() as TransportRequest["method"],
          url: request.getUrl(),
          headers: request.getHeaders(),
          ...(typeof body === "string" ? { body } : {}),
          timeoutMs,
        });
        return new ResponseContext(answer.status, { ...answer.headers }, bodyOf(answer.body));
      },
    }),
  });
  return {
    core: new CoreV1Api(configuration),
    scheduling: new SchedulingV1Api(configuration),
    version: new VersionApi(configuration),
  };
}

function bodyOf(text: string) {
  return { text: async () => text, binary: async () => Buffer.from(text), stream: () => null };
}
