import { ClusterConfigError } from "@resource-manager/cluster/cluster-access";
import { LedgerBoundElsewhere, LedgerInUse, LedgerTooNew, LedgerUnavailable } from "@resource-manager/ledger/errors";
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

/** What is known to go wrong at the start, in one plain line with its exit code; null: a bug. */
export function asStartError(error: unknown): StartError | null {
  if (error instanceof StartError) return error;
  if (error instanceof LedgerInUse) return new StartError(EXIT.dataInUse, error.message, { cause: error });
  if (error instanceof LedgerBoundElsewhere) return new StartError(EXIT.otherCluster, error.message, { cause: error });
  if (error instanceof LedgerTooNew || error instanceof LedgerUnavailable) {
    return new StartError(EXIT.dataUnusable, error.message, { cause: error });
  }
  if (error instanceof ClusterConfigError) return new StartError(EXIT.kubeconfig, error.message, { cause: error });
  return ofSystem(error);
}

function ofSystem(error: unknown): StartError | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  const address = "port" in error ? ` ${String(Reflect.get(error, "address"))}:${String(error.port)}` : "";
  if (error.code === "EADDRINUSE") {
    return new StartError(
      EXIT.portTaken,
      `The address${address} is taken by another program. Choose another with --port.`,
    );
  }
  if (error.code === "EACCES" && "port" in error) {
    return new StartError(
      EXIT.portTaken,
      `This user may not listen on${address}. Choose a port above 1023 with --port.`,
    );
  }
  return null;
}
