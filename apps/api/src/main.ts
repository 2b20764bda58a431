import { type DestinationStream, destination, type Logger, pino } from "pino";
import { type RunningApi, startApi } from "./composition.ts";
import { readConfig } from "./config.ts";
import { asStartError, EXIT } from "./start-error.ts";

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

async function run(config: Parameters<typeof startApi>[0], log: Logger, stream: DestinationStream): Promise<void> {
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
  const fail = (error: unknown): void => {
    const known = asStartError(error);
    if (known === null) log.fatal({ err: error }, "a bug");
    console.error(known?.message ?? "Resource Manager's API ended because of a bug; the log above says where.");
    void stop(known?.exitCode ?? EXIT.bug);
  };

  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  if (config.exitWithParent) {
    process.stdin.on("error", () => undefined);
    process.stdin.once("close", () => void stop(0));
    process.stdin.resume();
  }
  try {
    api = await startApi(config, { log, onFatal: fail });
    if (isStopping) await api.stop();
    else process.stdout.write(`${JSON.stringify({ url: api.url, port: api.port })}\n`);
  } catch (error) {
    fail(error);
  }
}
