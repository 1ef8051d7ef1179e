import { useEffect } from 'react';
import type { BaseLocationHook } from 'wouter';
import { useBrowserLocation } from 'wouter/use-browser-location';

const QUESTION = 'There are changes that are not saved. Leave them?';
/** The address of the page that has unsaved changes. */
let guarded: string | null = null;

const mayLeave = () => guarded === null || window.confirm(QUESTION);

// Listens from before the router is drawn, which follows the browser's back and forward as soon as it hears of them.
window.addEventListener('popstate', (event) => {
  if (mayLeave()) return;
  event.stopImmediatePropagation();
  window.history.pushState(null, '', guarded);
});

/**
 * While a page has unsaved changes, it is left only after a question: by the menu, by the browser's back and forward, by a
 * reload or a closed tab.
 */
export function useLeaveGuard(hasChanges: boolean): void {
  useEffect(() => {
    if (!hasChanges) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    guarded = window.location.href;
    window.addEventListener('beforeunload', ask);
    return () => {
      guarded = null;
      window.removeEventListener('beforeunload', ask);
    };
  }, [hasChanges]);
}

/** The router's way to go elsewhere, which asks first where it has to. */
export const useGuardedLocation: BaseLocationHook = () => {
  const [location, navigate] = useBrowserLocation();
  return [
    location,
    (to: string, options?: { replace?: boolean }) => {
      if (mayLeave()) navigate(to, options);
    },
  ];
};
