import type { Metadata } from "next";
import { Suspense } from "react";
import { ConsistencyPage } from "@/features/consistency/consistency-page";

export const metadata: Metadata = { title: "Consistency" };

export default function Page() {
  return (
    <Suspense>
      <ConsistencyPage />
    </Suspense>
  );
}
