import fc from "fast-check";

/** Any characters, halves of pairs too. fast-check's own unit for that takes seconds to be made. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.integer({ min: 0, max: 0x10ffff }).map((codePoint) => String.fromCodePoint(codePoint));
  return fc.string({ unit, maxLength });
}
