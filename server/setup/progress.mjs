// @ts-check

const NEWS_EVERY_MS = 10_000;

/**
 * Says what takes long while it takes long. It writes to stderr: stdout belongs to the program that is being set up.
 *
 * @template T
 * @param {string} name the part being set up
 * @param {string} doing what is done and roughly how long it takes
 * @param {(report: (news: string) => void) => Promise<T>} work may report how far it is, as often as it likes
 * @returns {Promise<T>} what the work returns; `false` stands for "did not work out, and that is no error"
 */
export async function withProgress(name, doing, work) {
  const startedMs = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startedMs) / 1000)} s`;
  let news = 'still working';
  say(`${name}: ${doing}`);
  const timer = setInterval(() => say(`${name}: ${news} (${elapsed()})`), NEWS_EVERY_MS);
  try {
    const result = await work((latest) => {
      news = latest;
    });
    say(`${name}: ${result === false ? 'not to be had' : 'done'} (${elapsed()})`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}
