"use client";
import { paths } from "@/lib/paths";
import { TextLink } from "@/ui/text-link";

/** What an event is about, by its name, as a link where it has a page. */
export function AuditSubject({ subject }: { subject: string }) {
  const [, kind = "", name = ""] = /^(\w+):(.*)$/.exec(subject) ?? [];
  const [namespace, pod] = name.split("/");
  if (kind === "pod" && namespace && pod) {
    return <TextLink href={paths.pod({ namespace, name: pod })}>{name}</TextLink>;
  }
  if (kind === "team" && name) return <TextLink href={paths.team(name)}>{name}</TextLink>;
  if (kind === "server" && name) return <TextLink href={paths.server(name)}>{name}</TextLink>;
  return <span>{subject}</span>;
}
