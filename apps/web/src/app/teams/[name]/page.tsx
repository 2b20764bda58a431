import type { Metadata } from "next";
import { TeamPage } from "@/features/teams/team-page";

interface TeamPageProps {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: TeamPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: TeamPageProps) {
  const name = decodeURIComponent((await params).name);
  return <TeamPage key={name} name={name} />;
}
