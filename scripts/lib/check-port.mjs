import { createServer } from "node:net";
import { Refusal } from "./refusal.mjs";

const probeMs = 3_000;

/**
 * Refuses a port that another program listens on, before any long work is done for nothing.
 * @param {number} port
 */
export async function checkPort(port) {
  const code = await tryListen(port);
  if (code === "EADDRINUSE") {
    const other = `npm start -- --port ${port + 1 > 65_535 ? 3001 : port + 1}`;
    if (await isResourceManager(port)) {
      throw new Refusal(
        `Resource Manager runs already on port ${port}: http://127.0.0.1:${port}`,
        `A second one beside it takes a port and a data folder of its own: ${other} --data-dir PATH`,
      );
    }
    throw new Refusal(`Port ${port} is taken by another program.`, `Choose another one, for instance: ${other}`);
  }
  if (code === "EACCES") {
    throw new Refusal(
      `Port ${port} may not be opened by this user.`,
      "Choose one above 1023: npm start -- --port 3000",
    );
  }
}

/**
 * Whether what listens there shows our sign-in page; no, where that takes long or fails.
 * @param {number} port
 */
async function isResourceManager(port) {
  try {
    const page = await fetch(`http://127.0.0.1:${port}/sign-in`, { signal: AbortSignal.timeout(probeMs) });
    return /<title>[^<]*Resource Manager<\/title>/.test(await page.text());
  } catch {
    return false;
  }
}

/**
 * @param {number} port
 * @returns {Promise<string | undefined>} the error's code
 */
function tryListen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(error.code) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
