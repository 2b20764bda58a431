import type { Metadata } from "next";
import { Suspense } from "react";
import { MonitorPage } from "@/features/history/monitor-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Monitor" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Monitor" />}>
      <MonitorPage />
    </Suspense>
  );
}
