import type { Cancel } from './timing.js';

/**
 * Tells when a page that may have slept, been frozen (Page Lifecycle) or been offline is back: a moment worth an
 * immediate try.
 */
export function onWake(action: () => void): Cancel {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') action();
  };
  window.addEventListener('online', action);
  document.addEventListener('visibilitychange', onVisible);
  document.addEventListener('resume', action);
  return () => {
    window.removeEventListener('online', action);
    document.removeEventListener('visibilitychange', onVisible);
    document.removeEventListener('resume', action);
  };
}
