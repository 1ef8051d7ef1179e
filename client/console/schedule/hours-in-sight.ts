import dayjs from 'dayjs';
import { useLayoutEffect, useRef, useState } from 'react';

/** How tall an hour is, how far apart the lines in it are, and what dragging snaps to. */
const ZOOMS = [
  { hourPx: 24, lineMinutes: 60, snapMinutes: 15 },
  { hourPx: 64, lineMinutes: 30, snapMinutes: 5 },
  { hourPx: 160, lineMinutes: 15, snapMinutes: 5 },
  { hourPx: 480, lineMinutes: 5, snapMinutes: 1 },
] as const;
const USUAL_ZOOM = 1;
const HOURS_OF_DAY = 24;

/** What is on now is what one looks for first, and then what comes: so much of the view is left to what was before. */
const PART_BEFORE_NOW = 0.3;
/** So much of what comes is on the screen at least. */
const NEXT_PX = 64;

/** The rest of the page beside it, where that leaves room enough. */
const HEIGHT = 'max(26rem, calc(100dvh - 23rem))';
/** What is scrolled when hours grow is said here; browsers would have another guess. */
const UNANCHORED = { style: { overflowAnchor: 'none' } } as const;

/**
 * Which hours of a day a calendar shows, and how large: now at first, and the same ones when they are zoomed.
 *
 * @param nowText the wall-clock time of the calendar
 */
export function useHoursInSight(nowText: () => string) {
  const [zoom, setZoom] = useState(USUAL_ZOOM);
  const { hourPx, lineMinutes, snapMinutes } = ZOOMS[zoom]!;
  const viewportRef = useRef<HTMLDivElement>(null);
  const shown = useRef<Shown | null>(null);
  useLayoutEffect(() => {
    const viewport = viewportRef.current;
    if (viewport === null) return;
    // Each view of the calendar has one of its own.
    if (viewport !== shown.current?.viewport) shown.current = showNow(viewport, hourPx, nowText());
    else if (hourPx !== shown.current.hourPx)
      shown.current = showHours(viewport, hourPx, hoursLookedAt(shown.current, hourPx));
  });
  return {
    showNow() {
      if (viewportRef.current !== null) shown.current = showNow(viewportRef.current, hourPx, nowText());
    },
    zoomIn: zoom + 1 < ZOOMS.length ? () => setZoom(zoom + 1) : null,
    zoomOut: zoom > 0 ? () => setZoom(zoom - 1) : null,
    viewProps: {
      slotHeight: hourPx,
      intervalMinutes: lineMinutes,
      eventDragInterval: snapMinutes,
      eventResizeInterval: snapMinutes,
      scrollAreaProps: { mah: HEIGHT, viewportRef, viewportProps: UNANCHORED },
    },
  };
}

/** What was shown last: the hours where now is shown at first, and how far that could be scrolled. */
interface Shown {
  readonly viewport: HTMLElement;
  readonly hourPx: number;
  readonly hours: number;
  readonly scrollTop: number;
}

function showNow(viewport: HTMLElement, hourPx: number, nowText: string): Shown {
  const now = dayjs(nowText);
  // Only the days of a week, from Monday on, may have too little room side by side.
  viewport.scrollLeft = ((now.day() + 6) % 7) * (viewport.scrollWidth / 7);
  return showHours(viewport, hourPx, now.hour() + now.minute() / 60);
}

function showHours(viewport: HTMLElement, hourPx: number, hours: number): Shown {
  const startPx = headPx(viewport, hourPx) + hours * hourPx;
  viewport.scrollTop = startPx - PART_BEFORE_NOW * viewport.clientHeight;
  // Late hours cannot be scrolled up in it, and a narrow page may have it reach below the screen.
  const endPx = Math.min(startPx + NEXT_PX - viewport.scrollTop, viewport.clientHeight);
  if (viewport.getBoundingClientRect().top + endPx > window.innerHeight) viewport.scrollIntoView({ block: 'end' });
  return { viewport, hourPx, hours, scrollTop: viewport.scrollTop };
}

/** Unless somebody has scrolled since, those that were meant: early and late hours cannot be scrolled to their place. */
function hoursLookedAt({ viewport, hourPx, hours, scrollTop }: Shown, newHourPx: number): number {
  // The new hours are drawn already, and may have cut off what was scrolled.
  const mostPx = viewport.scrollHeight - viewport.clientHeight;
  if (viewport.scrollTop === Math.min(scrollTop, mostPx)) return hours;
  return (viewport.scrollTop + PART_BEFORE_NOW * viewport.clientHeight - headPx(viewport, newHourPx)) / hourPx;
}

/** What is above the first hour. */
function headPx(viewport: HTMLElement, hourPx: number): number {
  return viewport.scrollHeight - HOURS_OF_DAY * hourPx;
}
