import type { Millis } from '../../shared/units.js';

/** Where in a storyboard's sprite a picture lies, in pixels. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CUE = /^(\d+):(\d\d):(\d\d\.\d{3}) --> .*\n[^#\n]*#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** The picture of an instant: the last that starts by then; null for a storyboard without pictures. */
export function tileAt(storyboardVtt: string, offsetMs: Millis): Tile | null {
  let found: Tile | null = null;
  for (const [, hours, minutes, seconds, ...area] of storyboardVtt.matchAll(CUE)) {
    const startMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    if (found !== null && startMs > offsetMs) break;
    const [x, y, width, height] = area.map(Number) as [number, number, number, number];
    found = { x, y, width, height };
  }
  return found;
}
