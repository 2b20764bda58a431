import { access, constants } from "node:fs/promises";

/** Whether there is a file at this path that may be run. */
export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
