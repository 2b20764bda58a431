/** Why the replay cannot be done or go on, for a person to read; no bug of ours. */
export class ReplayRefusal extends Error {
  override readonly name = "ReplayRefusal";
}
