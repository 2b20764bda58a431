import type { Metadata } from "next";
import { PodPage } from "@/features/pods/pod-page";

interface PodPageProps {
  params: Promise<{ namespace: string; name: string }>;
}

export async function generateMetadata({ params }: PodPageProps): Promise<Metadata> {
  const { namespace, name } = await params;
  return { title: `${decodeURIComponent(namespace)}/${decodeURIComponent(name)}` };
}

export default async function Page({ params }: PodPageProps) {
  const { namespace, name } = await params;
  const key = { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) };
  return <PodPage key={`${key.namespace}/${key.name}`} {...key} />;
}
