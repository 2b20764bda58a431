import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { findClientGoReflector } from "@resource-manager/control-plane/client-go-reflector";
import type { FoundFollower, Held, StartFollower } from "./follower.ts";

/**
 * client-go's reflector, in a process of its own.
 * @param watchList whether it begins by a watch that brings what is there (client-go's default), or by a LIST.
 */
export async function findClientGoFollower(watchList: boolean): Promise<FoundFollower> {
  try {
    const path = await findClientGoReflector((line) => console.error(line));
    return { kind: "found", start: starter(path, watchList) };
  } catch (error) {
    return { kind: "missing", why: error instanceof Error ? error.message : String(error) };
  }
}

function starter(path: string, watchList: boolean): StartFollower {
  return async (kubeconfigPath, namespace) => {
    const child = spawn(path, [kubeconfigPath, namespace], {
      env: { ...process.env, KUBE_FEATURE_WatchListClient: String(watchList) },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const ended = once(child, "close");
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      async held() {
        child.stdin.write("\n");
        const { value, done } = await lines.next();
        if (done) throw new Error("the reflector has ended");
        return JSON.parse(value) as Held;
      },
      async [Symbol.asyncDispose]() {
        child.stdin.end();
        await ended;
      },
    };
  };
}
