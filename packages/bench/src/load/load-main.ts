/** The load generator's process: does what its parent asks for, one job after the other. */
import { type Jobs, jobs } from "./jobs.ts";
import { RawClient } from "./raw-client.ts";

export interface JobRequest {
  readonly kubeconfigPath: string;
  readonly job: keyof Jobs;
  readonly input: unknown;
}

export type JobAnswer = { readonly result: unknown } | { readonly error: string };

const clients = new Map<string, RawClient>();

process.on("message", async ({ kubeconfigPath, job, input }: JobRequest) => {
  try {
    const client = clients.get(kubeconfigPath) ?? (await RawClient.open(kubeconfigPath));
    clients.set(kubeconfigPath, client);
    // The parent's types say that this input belongs to this job.
    const run = jobs[job] as (client: RawClient, input: never) => Promise<unknown>;
    answer({ result: await run(client, input as never) });
  } catch (error) {
    answer({ error: String(error) });
  }
});
process.once("disconnect", () => process.exit(0));

function answer(message: JobAnswer): void {
  process.send?.(message);
}
