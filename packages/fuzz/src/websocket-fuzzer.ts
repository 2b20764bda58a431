import type { GraphQLSchema } from "graphql";
import type { Fuzzer } from "./http-fuzzer.ts";
import { randomOf } from "./input-random.ts";
import { judgeErrors, judgeResult, type Verdict } from "./judge-answer.ts";
import { websocketInput } from "./websocket-inputs.ts";

const ANSWER_WITHIN_MS = 60_000;
/** Then another connection is opened: what earlier messages left behind must not pile up. */
const INPUTS_PER_CONNECTION = 40;
/** RFC 6455: protocol, data and size · graphql-transport-ws: bad request, unauthorized, forbidden, too many of something. 1011 and 4500 are faults. */
const CLOSE_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 4400, 4401, 4403, 4408, 4409, 4429]);

/** @param url of the API, with http */
export function openWebSocketFuzzer(url: string, schema: GraphQLSchema, seed: number): Fuzzer {
  const idle: Connection[] = [];
  const address = `${url.replace("http", "ws")}/graphql`;
  return {
    async send(index) {
      const { frame, answerTo } = websocketInput(schema, randomOf(seed, "websocket", index), `f${index}`);
      try {
        const connection = idle.pop() ?? (await open(address));
        const verdict = await connection.send(frame, answerTo);
        if (connection.isUsable) idle.push(connection);
        else connection.close();
        return verdict;
      } catch (error) {
        return { class: "no answer", fault: String(error) };
      }
    },
    async [Symbol.asyncDispose]() {
      for (const connection of idle.splice(0)) connection.close();
    },
  };
}

/** Once more where it fails: on a busy machine the first message may come later than the server waits for it. */
async function open(address: string): Promise<Connection> {
  try {
    return await Connection.open(address);
  } catch {
    return Connection.open(address);
  }
}

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

class Connection {
  static async open(address: string): Promise<Connection> {
    const connection = new Connection(address);
    const opened = connection.#until(() => true);
    connection.#socket.addEventListener("open", () => connection.#socket.send('{"type":"connection_init"}'));
    const first = await opened;
    if (first === null || "closed" in first || first.type !== "connection_ack") {
      const why = first !== null && "closed" in first ? `closed with ${first.closed.code}` : JSON.stringify(first);
      throw new Error(`a new connection is not acknowledged: ${why}`);
    }
    return connection;
  }

  readonly #socket: WebSocket;
  #waiting: ((event: Message | { readonly closed: CloseEvent }) => void) | null = null;
  #fault: string | null = null;
  #inputs = 0;
  #closed: CloseEvent | null = null;

  private constructor(address: string) {
    this.#socket = new WebSocket(address, "graphql-transport-ws");
    this.#socket.addEventListener("message", ({ data }) => this.#take(String(data)));
    this.#socket.addEventListener("close", (closed) => {
      this.#closed = closed;
      this.#waiting?.({ closed });
    });
  }

  get isUsable(): boolean {
    return this.#closed === null && this.#inputs < INPUTS_PER_CONNECTION;
  }

  close(): void {
    this.#socket.close();
  }

  /** Sends the frame, and waits for its answer; where none is owed, for the answer to a ping that follows it. */
  async send(frame: string | Buffer, answerTo: string | null): Promise<Verdict> {
    const token = `after-${++this.#inputs}`;
    const answered = this.#until((message) =>
      answerTo === null ? message.type === "pong" && tokenOf(message) === token : message.id === answerTo,
    );
    this.#socket.send(frame);
    if (answerTo === null) this.#socket.send(JSON.stringify({ type: "ping", payload: { token } }));
    const answer = await answered;
    if (answer === null) return { class: "no answer", fault: `no answer: ${String(frame).slice(0, 300)}` };
    if ("closed" in answer) return judgeClose(answer.closed);
    if (answerTo !== null) this.#socket.send(JSON.stringify({ type: "complete", id: answerTo }));
    const verdict = judgeMessage(answer);
    const fault = verdict.fault ?? this.#fault;
    this.#fault = null;
    return { ...verdict, fault };
  }

  #take(text: string): void {
    const message = JSON.parse(text) as Message;
    this.#fault ??= judgeMessage(message).fault;
    this.#waiting?.(message);
  }

  #until(isIt: (message: Message) => boolean): Promise<Message | { readonly closed: CloseEvent } | null> {
    return new Promise((resolve) => {
      const settle = (event: Message | { readonly closed: CloseEvent } | null) => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(event);
      };
      const timer = setTimeout(() => settle(null), ANSWER_WITHIN_MS);
      this.#waiting = (event) => {
        if ("closed" in event || isIt(event)) settle(event);
      };
      if (this.#closed !== null) settle({ closed: this.#closed });
    });
  }
}

function judgeMessage({ type, payload }: Message): Verdict {
  if (type === "next") return judgeResult(payload);
  if (type === "error") return judgeErrors(payload);
  const isOfProtocol = ["complete", "ping", "pong", "connection_ack"].includes(type);
  return { class: type, fault: isOfProtocol ? null : `a message of type ${type}` };
}

function judgeClose({ code, reason }: CloseEvent): Verdict {
  const isFault = !CLOSE_CODES.has(code) || /\n\s+at /.test(reason);
  return { class: `close ${code}`, fault: isFault ? `closed with ${code}: ${reason}` : null };
}

function tokenOf({ payload }: Message): unknown {
  return (payload as { token?: unknown } | undefined)?.token;
}
