import type { Millis } from '../../../shared/units.js';

/** A small picture of a media: from when on it stands, and where in the sprite it lies. Lengths in pixels. */
export interface StoryboardTile {
  readonly startMs: Millis;
  readonly endMs: Millis;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const CUE = /^([\d:.]+) --> ([\d:.]+)\n\S*#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** Reads what the server tells of a storyboard: WebVTT whose cues name areas of the sprite (W3C Media Fragments, 4.2.2). */
export function parseStoryboard(vtt: string): StoryboardTile[] {
  return [...vtt.matchAll(CUE)].map(([, start = '', end = '', ...area]) => {
    const [left = 0, top = 0, width = 0, height = 0] = area.map(Number);
    return { startMs: timeMs(start), endMs: timeMs(end), left, top, width, height };
  });
}

/** The tile that stands for an instant of the media; undefined when there is none at all. */
export function tileAt(tiles: readonly StoryboardTile[], atMs: Millis): StoryboardTile | undefined {
  return tiles.findLast(({ startMs }) => startMs <= atMs) ?? tiles[0];
}

function timeMs(text: string): Millis {
  return Math.round(text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}
