import { useEffect } from 'react';
import type { BaseLocationHook } from 'wouter';
import { useBrowserLocation } from 'wouter/use-browser-location';

const QUESTION = 'There are changes that are not saved. Leave them?';
let isGuarded = false;

/** While a page has unsaved changes, it is left only after a question: by the menu, a reload or a closed tab. */
export function useLeaveGuard(hasChanges: boolean): void {
  useEffect(() => {
    if (!hasChanges) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    isGuarded = true;
    window.addEventListener('beforeunload', ask);
    return () => {
      isGuarded = false;
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
      if (!isGuarded || window.confirm(QUESTION)) navigate(to, options);
    },
  ];
};
