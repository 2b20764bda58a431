import type { Metadata } from "next";
import { ChaosPage } from "@/features/chaos/chaos-page";

export const metadata: Metadata = { title: "Chaos" };

export default function Page() {
  return <ChaosPage />;
}
