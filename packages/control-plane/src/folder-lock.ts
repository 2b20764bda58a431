import { open, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const beatMs = 2_000;
const staleMs = 20_000;

/**
 * Runs `work` while holding a lock file that other processes respect. The holder touches the file all the time; a file that was not touched
 * for 20 s belongs to a dead holder and is taken over. (Two that take over at once may both work: the work must bear that.)
 */
export async function withFolderLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let waited = false;
  while (!(await tryCreate(path))) {
    if (!waited) onWait();
    waited = true;
    const touched = await stat(path).catch(() => undefined);
    if (touched !== undefined && Date.now() - touched.mtimeMs > staleMs) await rm(path, { force: true });
    else await pause(500);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
