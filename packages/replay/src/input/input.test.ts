import { expect, test } from "vitest";
import { describeProblem } from "./csv-table.ts";
import { dnsLabelOf } from "./dns-name.ts";
import { readPods } from "./pod-table.ts";
import { readServers } from "./server-table.ts";
import { timelineOf } from "./timeline.ts";

const serverHeader = "sn,cpu_milli,memory_mib,gpu,model";
const podHeader =
  "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time";

test("reads servers with their model, and CPU-only ones", () => {
  const { rows, problems } = readServers(`${serverHeader}\nn-0,32000,262144,0,\nn-1,96000,393216,8,G2\n`);
  expect(problems).toEqual([]);
  expect(rows).toEqual([
    { name: "n-0", gpus: 0, cpuMillis: 32000, ram: "262144Mi", storage: "1Ti", pods: 110 },
    { name: "n-1", gpus: 8, gpuModel: "G2", cpuMillis: 96000, ram: "393216Mi", storage: "1Ti", pods: 110 },
  ]);
});

test("names line and column of each bad server row, and uses the others", () => {
  const lines = [
    serverHeader,
    "n-0,32000,262144,0,",
    "N_1,32000,262144,0,",
    "n-2,lots,262144,0,",
    "n-3,32000,262144,0",
    "n-4,32000,262144,2,",
    "n-0,32000,262144,0,",
    'n-5,32000,"262144,0,',
    "n-6,32000,262144,-1,G2",
    "n-7,32000,262144,0,,,",
    "n-8,1,1,1,G2",
  ];
  const { rows, problems } = readServers(lines.join("\r\n"));
  expect(rows.map((row) => row.name)).toEqual(["n-0", "n-8"]);
  expect(problems.map(describeProblem)).toEqual([
    'line 3, column 1 (sn): "N_1" is no name for a server (lower-case letters, digits, - and .)',
    'line 4, column 2 (cpu_milli): "lots" is no whole number from 1 to 10000000',
    "line 5, column 5 (model): 4 fields, the header has 5",
    "line 6, column 5 (model): 2 GPUs of no model",
    "line 7, column 1 (sn): n-0 stands here a second time",
    "line 8, column 3: broken quotes",
    'line 9, column 4 (gpu): "-1" is no whole number from 0 to 1000',
    "line 10, column 6: 7 fields, the header has 5",
  ]);
});

test("refuses a file that is no such table", () => {
  expect(() => readServers(`${podHeader}\np,1,1,0,0,,LS,Running,0,1,0`)).toThrow(
    /servers: this is no such table, it lacks the columns sn, gpu, model/,
  );
  expect(() => readServers("\u0000\u0001\u0002PNG")).toThrow(/no such table/);
  expect(() => readServers("")).toThrow(/no such table/);
  expect(() => readServers(`${serverHeader}\n`)).toThrow("servers: no usable row. The table is empty.");
  expect(() => readServers(`${serverHeader}\nn-0,x,1,0,`)).toThrow(/no usable row. The first fault: line 2, column 2/);
  expect(() => readServers(`${serverHeader},gpu\n`)).toThrow("the column gpu stands twice");
});

test("reads pods in the order of their creation, a share of a GPU as a whole one", () => {
  const { rows, problems } = readPods(
    [
      podHeader,
      "late,4000,1024,1,460,,LS,Running,20,30,20",
      "early,1000,512,8,1000,G2|T4,BE,Running,10,,10",
      "cpu,1000,512,0,0,,BE,Pending,15,15,",
    ].join("\n"),
  );
  expect(problems).toEqual([]);
  expect(
    rows.map(({ name, gpus, gpuModels, deletedAt, wasScheduled }) => ({
      name,
      gpus,
      gpuModels,
      deletedAt,
      wasScheduled,
    })),
  ).toEqual([
    { name: "early", gpus: 8, gpuModels: ["G2", "T4"], deletedAt: undefined, wasScheduled: true },
    { name: "cpu", gpus: 0, gpuModels: [], deletedAt: 15, wasScheduled: false },
    { name: "late", gpus: 1, gpuModels: [], deletedAt: 30, wasScheduled: true },
  ]);
});

test("a pod that states no memory asks for the least there is", () => {
  const { rows, problems } = readPods(`${podHeader}\np,1,0,1,1000,,LS,Running,0,1,0`);
  expect(problems).toEqual([]);
  expect(rows[0]).toMatchObject({ ramMib: 1, statesNoRam: true });
});

test("names line and column of bad pod rows", () => {
  const { problems } = readPods(
    [
      podHeader,
      "fine,1,1,0,0,,LS,Running,0,1,0",
      ",1,1,0,0,,LS,Running,0,1,0",
      "a,1,1,2,500,,LS,Running,0,1,0",
      "b,1,1,1,1001,,LS,Running,0,1,0",
      "c,1,1,0,0,,LS,Running,5,4,0",
      "d,0,1,0,0,,LS,Running,5,6,0",
      "e,1,1,0,0,,LS,Running,,6,0",
    ].join("\n"),
  );
  expect(problems.map(({ line, columnName }) => `${line} ${columnName}`)).toEqual([
    "3 name",
    "4 gpu_milli",
    "5 gpu_milli",
    "6 deletion_time",
    "7 cpu_milli",
    "8 creation_time",
  ]);
});

test("events come in the trace's order; at one moment room is freed before it is asked for", () => {
  const { rows } = readPods(
    [
      podHeader,
      "a,1,1,0,0,,LS,Running,0,10,0",
      "b,1,1,0,0,,LS,Running,10,20,10",
      "c,1,1,0,0,,LS,Running,10,10,10",
      "d,1,1,0,0,,LS,Running,5,,5",
    ].join("\n"),
  );
  const order = (keep: boolean) => timelineOf(rows, keep).map(({ kind, pod }) => `${kind} ${pod.name}`);
  expect(order(false)).toEqual(["create a", "create d", "delete a", "create b", "create c", "delete c", "delete b"]);
  expect(order(true)).toEqual(["create a", "create d", "create b", "create c"]);
});

test("makes DNS labels of names", () => {
  expect(dnsLabelOf("openb-pod-0001", 40)).toBe("openb-pod-0001");
  expect(dnsLabelOf("_Job 7/Übung_", 40)).toBe("job-7-bung");
  expect(dnsLabelOf(`${"a".repeat(39)}-b`, 40)).toBe("a".repeat(39));
  expect(dnsLabelOf("///", 40)).toBe("");
});
