// Stands for what a launcher makes a process load first: in a thread it would end the process.
import { isMainThread } from "node:worker_threads";

if (!isMainThread) process.kill(process.pid, "SIGTERM");
