const everyMs = 5_000;

/** Says every few seconds how far it is, on a line of its own. */
export function tellProgress(describe: () => string): Disposable {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    console.log(`  … ${describe()} (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
