import { NoSuchPage } from "@/features/system/no-such-page";

export default function NotFound() {
  return <NoSuchPage />;
}
