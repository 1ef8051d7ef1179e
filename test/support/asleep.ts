import type { Browser } from 'playwright-core';

/**
 * Stops a browser's processes until it is woken up: its pages alone, as when a browser freezes those in the background,
 * or all of it, as when a device sleeps. Headless browsers never hide a page, so the system does it. Nothing may be asked
 * of the browser meanwhile.
 *
 * @returns what wakes it up.
 */
export async function putToSleep(browser: Browser, what: 'pages' | 'device'): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const stopped = processInfo.filter(({ type }) => what === 'device' || type === 'renderer').map(({ id }) => id);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
  };
}
