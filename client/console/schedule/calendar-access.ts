import { useEffect, useRef } from 'react';

/** Calls the days of a week what they show ("Mon 16"), as who speaks to the screen would (WCAG 2.1, 2.5.3). */
export function useSpokenDays() {
  const calendar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const days = calendar.current?.querySelectorAll('.mantine-WeekView-weekViewDayLabel[aria-label]') ?? [];
    for (const day of days) day.removeAttribute('aria-label');
  });
  return calendar;
}
