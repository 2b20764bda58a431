import type { Metadata } from "next";
import { Suspense } from "react";
import { ConsistencyPage } from "@/features/consistency/consistency-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Consistency" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Consistency" />}>
      <ConsistencyPage />
    </Suspense>
  );
}
