import type { Locator } from 'playwright-core';
import { runFfmpeg } from './ffmpeg-run.js';
import { type FrameReading, type Picture, readFrameCounter } from './frame-counter.js';

/** What is on the screen where an element is, in RGBA. */
export async function pictureOf(element: Locator): Promise<Picture & { readonly data: Uint8Array }> {
  const png = await element.screenshot();
  const data = await runFfmpeg(['-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'], [png]);
  // Where the header of a PNG has the size (PNG specification, section 11.2.1).
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), channels: 4, data };
}

/** Which frame of which counter clip an element shows on the screen. */
export async function frameShownIn(element: Locator): Promise<FrameReading> {
  return readFrameCounter(await pictureOf(element));
}
