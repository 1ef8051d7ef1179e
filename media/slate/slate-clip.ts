import { resolve } from 'node:path';
import { type ClipMaking, makeClip } from '../drawing/clip-maker.js';
import { letter } from '../drawing/lettering.js';
import { blendInk, clearPicture, fillArea, type Rgb } from '../drawing/rgba-picture.js';
import type { HouseFormat } from '../house.js';
import { calm, SLATE_LOOP_SECONDS } from './calm-scene.js';

const TITLE = 'Back soon';
const SUBTITLE = 'The channel is between programmes';
const WHITE: Rgb = [238, 246, 248];
const SOFT: Rgb = [150, 190, 198];

/**
 * Makes the source file of the built-in slate, what is on air when nothing else is (TL1): silent, without a clock, and
 * its end runs into its beginning.
 * @throws ToolError when ffmpeg fails.
 */
export async function makeSlateClip(outPath: string, making: ClipMaking): Promise<void> {
  const { house } = making;
  const frames = SLATE_LOOP_SECONDS * house.fps;
  const overlay = { height: house.height, top: 0, frames: repeat(slateLettering(house), frames) };
  await makeClip({ frames, scene: calm, overlay }, resolve(outPath), making);
}

function slateLettering({ width, height }: HouseFormat): Uint8Array {
  const picture = clearPicture(width, height);
  const title = letter(TITLE, height * 0.085);
  const subtitle = letter(SUBTITLE, height * 0.026);
  const centred = (inkWidth: number): number => Math.round((width - inkWidth) / 2);
  blendInk(picture, title, centred(title.width), Math.round(height * 0.4), WHITE);
  const rule = { width: Math.round(height * 0.12), height: Math.max(2, Math.round(height * 0.005)) };
  fillArea(picture, { ...rule, left: centred(rule.width), top: Math.round(height * 0.54) }, SOFT);
  blendInk(picture, subtitle, centred(subtitle.width), Math.round(height * 0.58), SOFT);
  return picture.bytes;
}

function* repeat<T>(value: T, times: number): Generator<T> {
  for (let count = 0; count < times; count += 1) yield value;
}
