import { Lexer, Source, TokenKind } from "graphql";
import { TOKENS_MAX } from "./limits.ts";

/** Brackets within each other, of any kind. The parser goes into itself for each, and would run out of stack before it runs out of tokens. */
export const NESTING_MAX = 100;

/** Whether a document is nested deeper than that, where its first `TOKENS_MAX` tokens say so. @throws GraphQLError where they are none */
export function isNestedTooDeep(document: string): boolean {
  const lexer = new Lexer(new Source(document));
  let depth = 0;
  for (let count = 0; count < TOKENS_MAX; count += 1) {
    const { kind } = lexer.advance();
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > NESTING_MAX) return true;
    if (kind === TokenKind.EOF) return false;
  }
  return false;
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
