/** Something a person can mend: printed as it is, without a stack. */
export class Refusal extends Error {
  /**
   * @param {string} message what is wrong, in plain words
   * @param {string} [hint] what to do about it
   */
  constructor(message, hint) {
    super(message);
    this.name = "Refusal";
    this.hint = hint;
  }
}

/**
 * Runs the whole of a script; a refusal is printed plainly, anything else with its stack (it is a bug). Both end with exit code 1.
 * @param {() => Promise<number | void>} script its number, if any, is the exit code
 */
export async function runScript(script) {
  try {
    process.exitCode = (await script()) ?? 0;
  } catch (error) {
    if (error instanceof Refusal) console.error(`\n${error.message}${error.hint ? `\n${error.hint}` : ""}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
