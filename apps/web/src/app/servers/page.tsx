import type { Metadata } from "next";
import { Suspense } from "react";
import { ServersPage } from "@/features/servers/servers-page";
import { PagePlaceholder } from "@/ui/page-placeholder";

export const metadata: Metadata = { title: "Servers" };

export default function Page() {
  return (
    <Suspense fallback={<PagePlaceholder title="Servers" />}>
      <ServersPage />
    </Suspense>
  );
}
