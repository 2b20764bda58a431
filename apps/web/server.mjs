/**
 * The product's front door, for one origin: `PORT=3000 API_URL=http://127.0.0.1:4000 node server.mjs`,
 * with BEHIND_PROXY=true where a proxy of ours stands in front of it, and DEMO_DESK_URL=… where there is a demo to be broken.
 * Prints one JSON line {"url"} when it answers. Ends on SIGTERM or SIGINT within 2 s.
 */
import { fileURLToPath } from "node:url";
import next from "next";
import { createFrontDoor } from "./server/front-door.mjs";

const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
const apiUrl = process.env.API_URL;
const stopWithinMs = 1_500;

if (!apiUrl || !URL.canParse(apiUrl)) {
  console.error("API_URL must be set to the API's address, such as http://127.0.0.1:4000");
  process.exit(2);
}

process.env.NEXT_TELEMETRY_DISABLED ??= "1";
const app = next({ dev: false, dir: fileURLToPath(new URL(".", import.meta.url)), hostname, port });
const handle = app.getRequestHandler();
const { server, close } = createFrontDoor({
  apiUrl,
  deskUrl: process.env.DEMO_DESK_URL || undefined,
  behindProxy: process.env.BEHIND_PROXY === "true",
  page: (req, res) => handle(req, res),
});

let stopping = false;
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

await app.prepare();
server.on("error", (error) => {
  console.error(`cannot listen on ${hostname}:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, hostname, () => {
  console.log(JSON.stringify({ url: `http://${hostname}:${server.address().port}` }));
});

async function stop() {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), stopWithinMs).unref();
  await close();
  await app.close();
  process.exit(0);
}
