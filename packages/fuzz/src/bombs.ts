import type { Seeded } from "@resource-manager/simulation/seeded";

/** Documents made to cost more than they look: deep, wide, doubled, in circles. */
export function bombDocument(random: Seeded): string {
  const size = random.pick([10, 100, 600, 3_000]);
  const repeated = (text: string, count = size) => text.repeat(count);
  return random.pick([
    () => `{ pods ${repeated("{ nodes ")} name ${repeated("} ")} }`,
    () => `{ ${Array.from({ length: size }, (_, index) => `a${index}: __typename`).join(" ")} }`,
    () => `{ __typename ${repeated("@skip(if: false) ")} }`,
    () => "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    () => `{ server(name: ${repeated("[")}${repeated("]")}) { name } }`,
    () => `{ __schema { types ${repeated("{ fields { type ", 5)} { name } ${repeated("} } ", 5)} } }`,
    () => `{ pods(first: 500) { nodes { server { pods { server { pods { server { name } } } } } } } }`,
    () => Array.from({ length: size }, (_, index) => `query Q${index} { __typename }`).join("\n"),
    () => `{ team(name: "${repeated("\\u0000")}") { name } }`,
    () => `{ team(name: """${repeated('\\"""')}""") { name } }`,
  ])();
}

/** Nested so deep that a program which follows it step by step into itself runs out of stack. */
export function deepJson(random: Seeded): string {
  const depth = random.pick([100, 5_000, 100_000]);
  return random.chance(0.5) ? "[".repeat(depth) + "]".repeat(depth) : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}
