import type { Millis } from './units.js';

/** A small picture of a media: from when on it stands, and where in the sprite it lies, in pixels. */
export interface StoryboardTile {
  readonly startMs: Millis;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CUE = /^([\d:.]+) --> [\d:.]+\n\S*#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** Reads a storyboard: WebVTT whose cues name areas of its sprite (W3C Media Fragments, section 4.2.2). */
export function parseStoryboard(vtt: string): StoryboardTile[] {
  return [...vtt.matchAll(CUE)].map(([, start = '', ...area]) => {
    const [x = 0, y = 0, width = 0, height = 0] = area.map(Number);
    return { startMs: timeMs(start), x, y, width, height };
  });
}

/** The tile that stands for an instant of the media; undefined when there is none at all. */
export function tileAt(tiles: readonly StoryboardTile[], atMs: Millis): StoryboardTile | undefined {
  return tiles.findLast(({ startMs }) => startMs <= atMs) ?? tiles[0];
}

function timeMs(text: string): Millis {
  return Math.round(text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}
