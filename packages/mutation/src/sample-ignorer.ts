import { createHash } from "node:crypto";
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** Between these two points of [0, 1) of their hashes lie the declarations of the sample. */
export const SAMPLE_VARIABLE = "MUTATION_SAMPLE";

/**
 * Leaves out declarations and methods that are not in the sample, and sentences for people: which words those have is no behaviour that a
 * test should hold.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "sample", {
    shouldIgnore(path: Place) {
      if (isSentence(path)) return "a sentence for people";
      return isUnit(path) && !isInSample(path) ? "not in the sample" : undefined;
    },
  }),
];

/** A place in the syntax tree, as Babel gives it: what is used of it. */
interface Place {
  readonly node: Node;
  readonly parentPath: Place | null;
  toString(): string;
}

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  readonly declaration?: Node | null;
}

function isSentence({ node }: Place): boolean {
  if (node.type === "StringLiteral") return String(node.value).includes(" ");
  return node.quasis?.some(({ value }) => value.raw.includes(" ")) ?? false;
}

/** A method, or what stands at the top of a file and is no class: whole functions are in the sample or not. */
function isUnit({ node, parentPath }: Place): boolean {
  if (node.type === "ClassMethod" || node.type === "ClassPrivateMethod") return true;
  const { type } = node.declaration ?? node;
  return parentPath?.node.type === "Program" && type !== "ClassDeclaration";
}

/** The variable is read for each place: this module is loaded before it is set. */
function isInSample(place: Place): boolean {
  const [from = 0, to = 1] = (process.env[SAMPLE_VARIABLE] ?? "0-1").split("-").map(Number);
  const hash = createHash("sha256").update(place.toString()).digest();
  const at = hash.readUInt32BE(0) / 2 ** 32;
  return at >= from && at < to;
}
