import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Act, NothingToActOn, type Stage } from "./acts.ts";

/** Every path of the desk begins so: the product's front door passes them on. */
export const DESK_PATH = "/demo/chaos";
/** A page of another site cannot send it without being asked first, and the desk answers no such question. */
const OWN_HEADER = "x-demo-desk";
const REMEMBERED_MAX = 20;

/** What was done, the newest first. */
interface Deed {
  readonly at: string;
  readonly act: string;
  /** What was done to what, or why it could not be. */
  readonly said: string;
  readonly done: boolean;
}

/**
 * The desk from which the demo's cluster is made to misbehave. `GET /demo/chaos`: the acts, and what was done.
 * `POST /demo/chaos/ID` with the header `x-demo-desk`: does one; 409 and why where there is nothing to do it to.
 */
export async function startDesk(
  acts: readonly Act[],
  stage: Omit<Stage, "signal">,
  { host = "127.0.0.1", port = 0 } = {},
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const closing = new AbortController();
  const deeds: Deed[] = [];
  const shown = acts.map(({ id, title, text }) => ({ id, title, text }));

  async function perform(act: Act): Promise<{ status: number; deed: Deed }> {
    const remember = (said: string, done: boolean): Deed => {
      const deed = { at: new Date().toISOString(), act: act.title, said, done };
      deeds.unshift(deed);
      deeds.length = Math.min(deeds.length, REMEMBERED_MAX);
      return deed;
    };
    try {
      return { status: 200, deed: remember(await act.run({ ...stage, signal: closing.signal }), true) };
    } catch (error) {
      const status = error instanceof NothingToActOn ? 409 : 502;
      return { status, deed: remember((error as Error).message, false) };
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? "").split("?", 1);
    if (request.method === "GET" && path === DESK_PATH) return send(response, 200, { acts: shown, deeds });
    const act = acts.find(({ id }) => path === `${DESK_PATH}/${id}`);
    if (request.method !== "POST" || !act) return send(response, 404, { said: "There is no such thing." });
    if (request.headers[OWN_HEADER] === undefined) return send(response, 403, { said: `${OWN_HEADER} is missing.` });
    const { status, deed } = await perform(act);
    send(response, status, deed);
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(port, host);
  await once(server, "listening");
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
