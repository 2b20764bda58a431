/**
 * Keeps what must not be readable in the ledger. Its key is not in the database, so that whoever reads a backup of that alone reads no
 * secret.
 */
export interface Vault {
  /** `place` names what it is for: what was sealed for one place cannot be opened for another. */
  seal(text: string, place: string): string;
  /** Null: it was sealed with another key, for another place, or was changed. */
  open(sealed: string, place: string): string | null;
  /** The same for the same text; without the key it cannot be guessed from. */
  fingerprint(text: string): string;
}
