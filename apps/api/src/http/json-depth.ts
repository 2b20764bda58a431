/** Objects and lists within each other. An operation has far fewer; what follows a value step by step would run out of stack. */
export const JSON_DEPTH_MAX = 100;

/** Whether a JSON text is nested deeper than that. Of a text that is no JSON it may say either. */
export function isTooDeep(text: string): boolean {
  if (text.length <= JSON_DEPTH_MAX) return false;
  let [depth, isInText] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) isInText = !isInText;
    else if (isInText) at += sign === BACKSLASH ? 1 : 0;
    else if (sign === OPEN_BRACE || sign === OPEN_BRACKET) depth += 1;
    else if (sign === CLOSE_BRACE || sign === CLOSE_BRACKET) depth -= 1;
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
