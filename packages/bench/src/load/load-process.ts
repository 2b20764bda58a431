import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Jobs } from "./jobs.ts";
import type { JobAnswer, JobRequest } from "./load-main.ts";

/** The load generator: a process of its own, so that it takes nothing of the measured one's time but what both get from the machine. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, "load-main.ts"), { serialization: "advanced" });

  async run<J extends keyof Jobs>(
    kubeconfigPath: string,
    job: J,
    input: Parameters<Jobs[J]>[1],
  ): Promise<Awaited<ReturnType<Jobs[J]>>> {
    const answered = once(this.#child, "message") as Promise<[JobAnswer]>;
    this.#child.send({ kubeconfigPath, job, input } satisfies JobRequest);
    const [answer] = await answered;
    if ("error" in answer) throw new Error(`${job}: ${answer.error}`);
    return answer.result as Awaited<ReturnType<Jobs[J]>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
