import { expect, test } from "vitest";
import { browserName } from "./browser-name";

test("a browser is called as people know it, though it claims to be several", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  expect(browserName(chrome)).toBe("Chrome on Linux");
  expect(browserName(`${chrome} Edg/140.0.0.0`.replace("X11; Linux x86_64", "Windows NT 10.0"))).toBe(
    "Edge on Windows",
  );
  expect(browserName("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.6; rv:142.0) Gecko/20100101 Firefox/142.0")).toBe(
    "Firefox on macOS",
  );
  expect(browserName("curl/8.5.0")).toBe("A program");
  expect(browserName(null)).toBe("A program");
});
