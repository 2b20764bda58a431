import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Marks the folder as this process's; answers how to give it back. The mark of a process that is no more does not count, so nothing has to be cleared up after a crash.
 * @throws where another running process has it: two etcds on one folder would wait for each other.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, "owner.pid");
  const owner = Number(await readFile(path, "utf8").catch(() => "0"));
  if (owner > 0 && isRunning(owner)) {
    throw new Error(
      `${folder} belongs to the control plane of process ${owner} (if that is something else, remove ${path})`,
    );
  }
  await writeFile(path, String(process.pid));
  return () => rm(path, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
