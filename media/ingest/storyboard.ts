import { gridFor } from '../../shared/timeline/grid.js';
import type { Millis } from '../../shared/units.js';
import type { PreparedIndex } from '../prepared-media.js';

/** Where the pictures of a storyboard come from, and how they lie in its sprite. */
export interface StoryboardPlan {
  /** The fragments whose first pictures are shown. */
  readonly fragments: readonly number[];
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
}

/** However long the media is: a sprite of 1600×900 at 16:9. */
const MOST_TILES = 100;
const COLUMNS = 10;
const TILE_WIDTH = 160;

/** Spreads at most a hundred pictures evenly over a media; each stands for a whole number of fragments. */
export function planStoryboard(index: PreparedIndex): StoryboardPlan {
  const count = index.fragments.length;
  const every = Math.ceil(count / MOST_TILES);
  const fragments = Array.from({ length: Math.ceil(count / every) }, (_, tile) => tile * every);
  const { width, height } = index.layers.at(-1)!;
  return {
    fragments,
    tileWidth: TILE_WIDTH,
    tileHeight: Math.max(2, Math.round((TILE_WIDTH * height) / width / 2) * 2),
    columns: Math.min(COLUMNS, fragments.length),
    rows: Math.ceil(fragments.length / COLUMNS),
  };
}

/** The WebVTT that tells players which part of the sprite belongs to which time (W3C Media Fragments, section 4.2.2). */
export function storyboardVtt(plan: StoryboardPlan, index: PreparedIndex, spriteName: string): string {
  const { framesPerGop } = gridFor(index.fps);
  const timeMs = (fragment: number): Millis => (Math.min(fragment * framesPerGop, index.frames) * 1000) / index.fps;
  const cues = plan.fragments.map((fragment, tile) => {
    const endFragment = plan.fragments[tile + 1] ?? index.fragments.length;
    const left = (tile % plan.columns) * plan.tileWidth;
    const top = Math.floor(tile / plan.columns) * plan.tileHeight;
    const area = [left, top, plan.tileWidth, plan.tileHeight].join(',');
    return `${vttTime(timeMs(fragment))} --> ${vttTime(timeMs(endFragment))}\n${spriteName}#xywh=${area}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

function vttTime(atMs: Millis): string {
  const whole = Math.round(atMs);
  const padded = (value: number, length: number): string => String(Math.floor(value)).padStart(length, '0');
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60];
  return `${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(whole % 1000, 3)}`;
}
