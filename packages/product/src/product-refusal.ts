/** Why the product cannot start or go on, for a person to read; no bug of ours. */
export class ProductRefusal extends Error {
  override readonly name = "ProductRefusal";
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
