import type { Metadata } from "next";
import { ServerPage } from "@/features/servers/server-page";

interface ServerPageProps {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: ServerPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: ServerPageProps) {
  const name = decodeURIComponent((await params).name);
  return <ServerPage key={name} name={name} />;
}
