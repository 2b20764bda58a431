import type { Metadata } from "next";
import { Suspense } from "react";
import { DashboardPage } from "@/features/dashboard/dashboard-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Dashboard" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Dashboard" />}>
      <DashboardPage />
    </Suspense>
  );
}
