import type { Metadata } from "next";
import { Suspense } from "react";
import { PodsPage } from "@/features/pods/pods-page";

export const metadata: Metadata = { title: "Pods" };

export default function Page() {
  return (
    <Suspense>
      <PodsPage />
    </Suspense>
  );
}
