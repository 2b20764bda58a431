import type { Metadata } from "next";
import { SetUpPage } from "@/features/sign-in/set-up-page";

export const metadata: Metadata = { title: "Set up" };

export default function Page() {
  return <SetUpPage />;
}
