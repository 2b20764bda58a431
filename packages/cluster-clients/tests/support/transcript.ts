import { type Aliases, project } from "@resource-manager/cluster-contract/observe";

/**
 * Makes transcripts of two runs comparable: names that a run made up, uids, times, addresses, versions and ages are replaced, and
 * columns stand two blanks apart, because their widths follow what is in them.
 */
export function comparable(transcript: string, aliases: Aliases): string {
  const { text } = project({ text: transcript }, aliases);
  return String(text)
    .split("\n")
    .filter((line) => !logLine.test(line))
    .map((line) => (line.startsWith("$ ") ? line : comparableLine(line)))
    .join("\n");
}

function comparableLine(line: string): string {
  return line
    .replace(goTime, "<time>")
    .replace(version, "$1<version>$2")
    .replace(age, "<age>")
    .replace(/(\S) {2,}/g, "$1  ")
    .trimEnd();
}

/** What client-go logs inside of kubectl: it says how quick the machine was. */
const logLine = /^[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d+ /;
/** As `describe` prints times. */
const goTime = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}/g;
const version = /("?resourceVersion"?: ")\d+(")/g;
/** Nothing in these tests is older than ten minutes; `for 300s` is a toleration. */
const age = /(?<!for )\b(\d+m)?\d+s\b|<invalid>/g;
