import type { Metadata } from "next";
import { Suspense } from "react";
import { OperationsPage } from "@/features/operations/operations-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Operations" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Operations" />}>
      <OperationsPage />
    </Suspense>
  );
}
