import type { NextConfig } from "next";

/** Which address the API has is server.mjs's affair, at run time: nothing of it is in the build. */
const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  typescript: { ignoreBuildErrors: true }, // `typecheck` does it, once
};
export default config;
