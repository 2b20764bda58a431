/**
 * Loaded before a child's own program (`node --import`): when the launcher is gone, however it ended, the pipe to our standard input
 * closes. Then this process ends too: politely first, so that it can put its things in order, then for certain.
 */
const politeMs = 3_000;

process.stdin.once("close", endWithParent);
process.stdin.on("error", () => {});
process.stdin.resume();
// Only as long as the program itself lives: this is no reason to stay.
if ("unref" in process.stdin) process.stdin.unref();

function endWithParent(): void {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), politeMs).unref();
  process.kill(process.pid, "SIGTERM");
}
