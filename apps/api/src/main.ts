import { type DestinationStream, destination, type Logger, pino } from "pino";
import type { RunningApi } from "./composition.ts";
import { type Config, readConfig } from "./config.ts";
import { EXIT } from "./exit-codes.ts";

const STANDARD_ERROR = 2;
/** Whatever hangs, the process is gone by then. */
const STOP_WITHIN_MS = 2_900;

const result = readConfig(process.argv.slice(2), process.env);
if (result.kind === "help") {
  process.stdout.write(result.text);
} else if (result.kind === "faults") {
  for (const fault of result.faults) console.error(fault);
  process.exitCode = EXIT.configuration;
} else {
  const stream = destination({ dest: STANDARD_ERROR, sync: true });
  await run(result.config, pino({ level: result.config.logLevel }, stream), stream);
}

async function run(config: Config, log: Logger, stream: DestinationStream): Promise<void> {
  let api: RunningApi | null = null;
  let isStopping = false;

  const stop = async (exitCode: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref();
    await api?.stop().catch((error) => log.error({ err: error }, "stopping failed"));
    stream.write("");
    process.exit(exitCode);
  };
  const fail = async (error: unknown): Promise<void> => {
    const { asStartError } = await import("./composition.ts");
    const known = asStartError(error);
    if (known === null) log.fatal({ err: error }, "a bug");
    console.error(known?.message ?? "Resource Manager's API ended because of a bug; the log above says where.");
    await stop(known?.exitCode ?? EXIT.bug);
  };

  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  process.on("uncaughtException", (error) => void fail(error));
  process.on("unhandledRejection", (error) => void fail(error));
  if (config.exitWithParent) {
    process.stdin.on("error", () => undefined);
    process.stdin.once("close", () => void stop(0));
    process.stdin.resume();
  }
  try {
    // Only now, so that faults of the configuration are told at once.
    const { startApi } = await import("./composition.ts");
    api = await startApi(config, { log, onFatal: (error) => void fail(error) });
    if (isStopping) await api.stop();
    else process.stdout.write(`${JSON.stringify({ url: api.url, port: api.port })}\n`);
  } catch (error) {
    await fail(error);
  }
}
