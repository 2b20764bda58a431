import { EXIT } from "./exit-codes.ts";

/** Why the product cannot start or go on: no bug, but something that a person has to settle. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Why it cannot listen; null: that is not what the error says. */
export function asListenError(error: unknown): StartError | null {
  if (!(error instanceof Error) || !("code" in error) || !("port" in error)) return null;
  const address = `${String(Reflect.get(error, "address"))}:${String(error.port)}`;
  if (error.code === "EADDRINUSE") {
    const message = `The address ${address} is taken by another program. Choose another with --port.`;
    return new StartError(EXIT.portTaken, message, { cause: error });
  }
  if (error.code === "EACCES") {
    const message = `This user may not listen on ${address}. Choose a port above 1023 with --port.`;
    return new StartError(EXIT.portTaken, message, { cause: error });
  }
  return null;
}
