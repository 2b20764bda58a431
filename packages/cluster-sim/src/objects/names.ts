/** Rules for names, in the words of apimachinery/pkg/util/validation: each returns the faults of a text, none if it is fine. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const WILDCARD = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const WILDCARD_RULE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

export function labelFaults(text: string): string[] {
  const faults = lengthFaults(text, 63, "characters");
  if (LABEL.test(text)) return faults;
  return [...faults, SUBDOMAIN.test(text) ? "must not contain dots" : LABEL_RULE];
}

/** `*.example.com` */
export function wildcardFaults(text: string): string[] {
  return [...lengthFaults(text, 253, "characters"), ...(WILDCARD.test(text) ? [] : [WILDCARD_RULE])];
}

export function subdomainFaults(text: string): string[] {
  return [...lengthFaults(text, 253, "characters"), ...(SUBDOMAIN.test(text) ? [] : [SUBDOMAIN_RULE])];
}

export function pathSegmentFaults(text: string): string[] {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return ["/", "%"].filter((one) => text.includes(one)).map((one) => `may not contain '${one}'`);
}

/** `[prefix/]name`, as label keys, resource names and finalizers are written. */
export function qualifiedNameFaults(text: string): string[] {
  const parts = text.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const faults: string[] = [];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === "") faults.push("prefix part must be non-empty");
    else faults.push(...subdomainFaults(prefix).map((fault) => `prefix part ${fault}`));
  }
  if (name === "") faults.push("name part must be non-empty");
  else faults.push(...lengthFaults(name, 63, "bytes").map((fault) => `name part ${fault}`));
  if (!QUALIFIED.test(name)) faults.push(`name part ${QUALIFIED_RULE}`);
  return faults;
}

export function labelValueFaults(text: string): string[] {
  const faults = lengthFaults(text, 63, "bytes");
  return text === "" || QUALIFIED.test(text) ? faults : [...faults, LABEL_VALUE_RULE];
}

/** Which word the real server uses depends on the rule. */
function lengthFaults(text: string, max: number, unit: "bytes" | "characters"): string[] {
  return text.length > max ? [`must be no more than ${max} ${unit}`] : [];
}
