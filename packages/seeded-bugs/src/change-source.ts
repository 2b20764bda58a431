/** A change of one place of one source file, made while the module is loaded and nowhere else. */
export interface SourceChange {
  readonly id: string;
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/**
 * The module's source with the change in it.
 * @throws where the text to be changed is not there, or not only once: the entry is older than the source.
 */
export function changeSource({ id, file, from, to }: SourceChange, source: string): string {
  const found = source.split(from).length - 1;
  if (found === 1) return source.replace(from, () => to);
  throw new Error(`${id} changes text that stands ${found} times in ${file}: ${from}`);
}
