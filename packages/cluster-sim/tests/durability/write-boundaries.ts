/**
 * Loaded into the cluster's process before anything else (`node --import`): gives a name to every boundary that a write crosses on its
 * way to the disk and to its client, writes the names down (RECORD_TO) or kills the process at one of them (KILL_AT), as `kill -9` does.
 * Nothing in `src` knows of it: it stands between the cluster and its two outsides, SQLite and HTTP.
 *
 * A boundary is `<step>:<point>#<n>`. The step is what the client says it is doing (header `x-step`); `start` before the cluster
 * listens, `background` for what it does by itself. Points are passed *after* the thing that they name.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import { type IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import Database from "better-sqlite3";

interface Step {
  readonly name: string;
  over: boolean;
}

const { RECORD_TO: recordTo, KILL_AT: killAt, CHECKPOINT_PAGES: checkpointPages } = process.env;
const steps = new AsyncLocalStorage<Step>();
const passed = new Map<string, number>();
let listening = false;

function pass(point: string): void {
  const step = steps.getStore();
  const name = step !== undefined && !step.over ? step.name : listening ? "background" : "start";
  const count = (passed.get(`${name}:${point}`) ?? 0) + 1;
  passed.set(`${name}:${point}`, count);
  const boundary = `${name}:${point}#${count}`;
  if (recordTo !== undefined) appendFileSync(recordTo, `${boundary}\n`);
  if (boundary === killAt) process.kill(process.pid, "SIGKILL");
}

/** `put` for the row of an object, else the statement's first words. */
function pointOf(sql: string): string {
  const words = sql.trim().split(/[\s(]+/);
  if (/^INSERT OR REPLACE INTO objects/.test(sql)) return "put";
  if (/^DELETE FROM objects/.test(sql)) return "remove";
  if (/^INSERT OR REPLACE INTO settings/.test(sql)) return "setting";
  return words.slice(0, 2).join(" ").toLowerCase().replace(/;$/, "");
}

watchDatabase();
watchHttp();

function watchDatabase(): void {
  const { prototype } = Database;
  const { prepare, exec, pragma, close } = prototype;
  prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql);
    const run = statement.run.bind(statement) as (...values: unknown[]) => Database.RunResult;
    statement.run = (...values: unknown[]) => {
      const result = run(...values);
      pass(pointOf(sql));
      return result;
    };
    return statement;
  } as typeof prepare;
  prototype.exec = function (this: Database.Database, sql: string) {
    const result = exec.call(this, sql);
    pass("schema");
    return result;
  };
  prototype.pragma = function (this: Database.Database, source: string, options) {
    const asked = /^wal_autocheckpoint/.test(source) && checkpointPages !== undefined;
    const result = pragma.call(this, asked ? `wal_autocheckpoint = ${checkpointPages}` : source, options);
    pass(`pragma ${source.split(/\s/)[0]}`);
    return result;
  };
  prototype.close = function (this: Database.Database) {
    const result = close.call(this);
    pass("close");
    return result;
  };
}

function watchHttp(): void {
  const { listen } = NetServer.prototype;
  NetServer.prototype.listen = function (this: NetServer, ...values: unknown[]) {
    listening = true;
    return listen.apply(this, values as Parameters<typeof listen>);
  } as typeof listen;
  const { emit } = Server.prototype;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...values: unknown[]) {
    const name = event === "request" ? (values[0] as IncomingMessage).headers["x-step"] : undefined;
    if (typeof name !== "string") return emit.apply(this, [event, ...values] as never);
    const step: Step = { name, over: false };
    return steps.run(step, () => {
      (values[1] as ServerResponse).once("finish", () => {
        pass("acknowledged");
        step.over = true;
      });
      return emit.apply(this, [event, ...values] as never);
    });
  } as typeof emit;
  const { write, end } = ServerResponse.prototype;
  // Of a watch: the watcher hears before the writer is answered.
  ServerResponse.prototype.write = function (this: ServerResponse, ...values: unknown[]) {
    const result = write.apply(this, values as never);
    pass("told");
    return result;
  } as typeof write;
  ServerResponse.prototype.end = function (this: ServerResponse, ...values: unknown[]) {
    const result = end.apply(this, values as never);
    pass("answered");
    return result;
  } as typeof end;
}
