import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One program of the product and how to tell that it works. */
export interface ProcessSpec {
  /** In plain words, e.g. `the API`. */
  readonly title: string;
  /** Absolute path of the program, run by this Node. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Both of its outputs are appended here. */
  readonly logFile: string;
  /** Answers with status 200 once it can be used. */
  readonly readyUrl: string;
  /** Exit codes after which another start would end the same way: a person has to settle something, as its output says. */
  readonly hopelessExitCodes?: readonly number[];
}

export interface SupervisorOptions {
  /** One line for a person, when something happened that nobody asked for. */
  readonly tell: (line: string) => void;
  /** Called once when the program does not stay up; the reason is for a person. */
  readonly onGiveUp: (reason: string) => void;
}

/** Crashes within the window that are too many. */
const maxCrashes = 5;
const crashWindowMs = 60_000;
const backoffMs = [250, 500, 1_000, 2_000, 4_000] as const;
const logLimitBytes = 10_000_000;
const lifeline = fileURLToPath(new URL("./exit-with-parent.ts", import.meta.url));

/**
 * Keeps one program running: starts it again when it ends by itself, a little later each time, and gives up after too many crashes.
 * The program is in a process group of its own, so that Ctrl-C reaches only the supervisor, which stops things in their order; it
 * ends by itself when the supervisor is gone (see exit-with-parent.ts).
 */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #options: SupervisorOptions;
  #child: ChildProcess | undefined;
  #wanted = false;
  #expectedEnd = false;
  #crashTimes: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(spec: ProcessSpec, options: SupervisorOptions) {
    this.spec = spec;
    this.#options = options;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether it runs or will be started again. */
  get isWanted(): boolean {
    return this.#wanted;
  }

  start(): void {
    this.#wanted = true;
    this.#spawn();
  }

  /** Ends the program with this signal and waits until it is gone; the supervisor then starts it again, without counting a crash. */
  async endOnce(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#expectedEnd = true;
    const gone = goneOf(child);
    signalGroup(child, signal);
    await gone;
  }

  /** Ends it for good: SIGTERM, then SIGKILL for whatever is left after the grace. */
  async stop(graceMs: number): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    const gone = goneOf(child);
    signalGroup(child, "SIGTERM");
    const killer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
    await gone;
    clearTimeout(killer);
    signalGroup(child, "SIGKILL");
  }

  /** The last lines of its output that are for people: its log, as JSON, is left out. */
  outputTail(lines = 12): string {
    const output = readFileSync(this.spec.logFile, "utf8").trimEnd().split("\n");
    const words = output.slice(-lines * 4).filter((line) => !line.startsWith("{"));
    return words.slice(-lines).join("\n");
  }

  #spawn(): void {
    const log = openLog(this.spec.logFile);
    const { program, args = [], cwd, env } = this.spec;
    const child = spawn(process.execPath, ["--import", lifeline, program, ...args], {
      cwd,
      env,
      stdio: ["pipe", log, log],
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    // A pipe that breaks says the same as the exit that follows.
    child.stdin?.on("error", () => {});
    child.once("error", (error) => this.#onEnd(child, null, error.message));
    child.once("exit", (code, signal) => this.#onEnd(child, code, signal ?? `exit code ${code}`));
  }

  #onEnd(child: ChildProcess, code: number | null, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#wanted) return;
    if (this.#expectedEnd) {
      this.#expectedEnd = false;
      this.#spawn();
      return;
    }
    if (code !== null && this.spec.hopelessExitCodes?.includes(code)) this.#giveUp("cannot start or go on");
    else this.#onCrash(how);
  }

  #giveUp(what: string): void {
    this.#wanted = false;
    const { title, logFile } = this.spec;
    this.#options.onGiveUp(`${title} ${what}:\n\n${this.outputTail()}\n\nAll of its output: ${logFile}`);
  }

  #onCrash(how: string): void {
    const now = performance.now();
    this.#crashTimes = [...this.#crashTimes.filter((time) => now - time < crashWindowMs), now];
    const crashes = this.#crashTimes.length;
    const { title, logFile } = this.spec;
    if (crashes >= maxCrashes) {
      this.#giveUp(`ended ${crashes} times within a minute (${how}). Its last words`);
      return;
    }
    const pauseMs = backoffMs[crashes - 1] ?? backoffMs[backoffMs.length - 1] ?? 0;
    this.#options.tell(`${title} ended unexpectedly (${how}) and is started again in ${pauseMs / 1000} s; ${logFile}`);
    this.#timer = setTimeout(() => this.#wanted && this.#spawn(), pauseMs);
  }
}

function goneOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(file, `${file}.1`);
  return openSync(file, "a");
}
