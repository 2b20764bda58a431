import type { Metadata } from "next";
import { Suspense } from "react";
import { PodsPage } from "@/features/pods/pods-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Pods" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Pods" />}>
      <PodsPage />
    </Suspense>
  );
}
