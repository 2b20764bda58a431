import { createServer } from "node:net";
import { Refusal } from "./refusal.mjs";

/**
 * Refuses a port that another program listens on, before any long work is done for nothing.
 * @param {number} port
 */
export async function checkPort(port) {
  const code = await tryListen(port);
  if (code === "EADDRINUSE") {
    throw new Refusal(
      `Port ${port} is taken by another program.`,
      `Choose another one, for instance: npm start -- --port ${port + 1 > 65_535 ? 3001 : port + 1}`,
    );
  }
  if (code === "EACCES") {
    throw new Refusal(
      `Port ${port} may not be opened by this user.`,
      "Choose one above 1023: npm start -- --port 3000",
    );
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
