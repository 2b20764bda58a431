import {
  endWith,
  forkJoin,
  from,
  ignoreElements,
  Observable,
  type ObservableInput,
  type OperatorFunction,
  tap,
  timer,
} from "rxjs";

/**
 * Turns a stream of "something changed" into as little work as keeps a view true: the first change works at once, changes that come
 * meanwhile work once more afterwards; never two at a time, at most one per `everyMs`, and always one after the last change.
 * Emits each result. A failing `work` fails the stream.
 */
export function coalesce<R>(work: () => ObservableInput<R>, everyMs: number): OperatorFunction<unknown, R> {
  return (changes) =>
    new Observable<R>((results) => {
      let busy = false;
      let changedMeanwhile = false;

      const run = () => {
        busy = true;
        changedMeanwhile = false;
        const worked = from(work()).pipe(
          tap((result) => results.next(result)),
          ignoreElements(),
          endWith(null),
        );
        const rested = timer(everyMs);
        results.add(
          forkJoin([worked, rested]).subscribe({
            error: (error) => results.error(error),
            complete: () => {
              busy = false;
              if (changedMeanwhile) run();
            },
          }),
        );
      };

      results.add(
        changes.subscribe({
          next: () => {
            if (busy) changedMeanwhile = true;
            else run();
          },
          error: (error) => results.error(error),
          complete: () => results.complete(),
        }),
      );
    });
}
