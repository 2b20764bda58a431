import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditPage } from "@/features/audit/audit-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Audit" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Audit" />}>
      <AuditPage />
    </Suspense>
  );
}
