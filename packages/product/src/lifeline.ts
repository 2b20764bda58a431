import { fstatSync } from "node:fs";
import { Socket } from "node:net";

/** Where the launcher (scripts/lib/hand-over.mjs) keeps a pipe open as long as it lives. */
const lifelineFd = 3;

/** Calls back once when the process that started this one is gone. Does nothing where it was started without a lifeline. */
export function onLauncherGone(callback: () => void): void {
  if (!isPipe(lifelineFd)) return;
  const pipe = new Socket({ fd: lifelineFd, readable: true, writable: false });
  pipe.on("error", () => {});
  pipe.once("close", callback);
  pipe.resume();
  pipe.unref();
}

function isPipe(fd: number): boolean {
  try {
    const status = fstatSync(fd);
    return status.isSocket() || status.isFIFO();
  } catch {
    return false;
  }
}
