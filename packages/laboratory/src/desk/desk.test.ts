import { afterEach, expect, test } from "vitest";
import type { Laboratory } from "../laboratory.ts";
import { type Act, NothingToActOn } from "./acts.ts";
import { DESK_PATH, startDesk } from "./desk.ts";

let desk: Awaited<ReturnType<typeof startDesk>> | undefined;
afterEach(() => desk?.close());

const acts: readonly Act[] = [
  { id: "good", title: "Do it", text: "It is done.", run: async () => "done to gpu-1" },
  {
    id: "idle",
    title: "Nothing",
    text: "There is nothing.",
    run: async () => {
      throw new NothingToActOn("no pod of ours runs");
    },
  },
];

async function open() {
  const never = async () => undefined;
  desk = await startDesk(acts, { laboratory: {} as Laboratory, cutApi: never, pick: ([first]) => first });
  const { url } = desk;
  const post = (path: string, headers: Record<string, string> = { "x-demo-desk": "1" }) =>
    fetch(`${url}${DESK_PATH}${path}`, { method: "POST", headers });
  return { url, post };
}

test("it tells what can be done, does it, and remembers what it did", async () => {
  const { url, post } = await open();
  expect(await (await post("/good")).json()).toMatchObject({ said: "done to gpu-1", done: true });
  const idle = await post("/idle");
  expect([idle.status, await idle.json()]).toMatchObject([409, { said: "no pod of ours runs", done: false }]);
  expect(await (await fetch(`${url}${DESK_PATH}`)).json()).toMatchObject({
    acts: [{ id: "good", title: "Do it", text: "It is done." }, { id: "idle" }],
    deeds: [{ act: "Nothing" }, { act: "Do it" }],
  });
});

test("another site's page cannot make it act: a request without its header does nothing", async () => {
  const { url, post } = await open();
  expect((await post("/good", {})).status).toBe(403);
  expect((await fetch(`${url}${DESK_PATH}/good`, { method: "OPTIONS" })).status).toBe(404);
  expect(await (await fetch(`${url}${DESK_PATH}`)).json()).toMatchObject({ deeds: [] });
  expect((await post("/unknown")).status).toBe(404);
});
