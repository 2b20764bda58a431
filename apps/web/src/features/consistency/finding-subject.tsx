"use client";
import { paths } from "@/lib/paths";
import { TextLink } from "@/ui/text-link";

/** `pod:namespace/name` or `server:name`, as a link to it where there is a page. */
export function FindingSubject({ subject }: { subject: string }) {
  const [kind = "", rest = ""] = subject.split(/:(.*)/s);
  const [namespace, name] = rest.split("/");
  if (kind === "pod" && namespace && name) return <TextLink href={paths.pod({ namespace, name })}>Pod {rest}</TextLink>;
  if (kind === "server" && rest) return <TextLink href={paths.server(rest)}>Server {rest}</TextLink>;
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${rest}`;
}
