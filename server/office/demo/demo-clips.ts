import { resolve } from 'node:path';
import { type ClipMaking, makeClip } from '../../../media/drawing/clip-maker.js';
import type { Rgb } from '../../../media/drawing/rgba-picture.js';
import type { Scene } from '../../../media/drawing/scene.js';
import { life } from './life-scene.js';
import { aurora, lanterns, tides } from './scenes.js';
import { titleStripFrames, titleStripHeight, titleStripTop } from './title-strip.js';
import { playTune, type Tune } from './tune.js';

/** A clip of the demo channel: made on the first start, so that nothing needs to be downloaded. */
export interface DemoClip {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  readonly scene: Scene;
  readonly accent: Rgb;
  readonly tune: Tune;
}

/** Of different lengths, none of them a whole number of grid steps: real files are like that too. */
export const DEMO_CLIPS: readonly DemoClip[] = [
  {
    id: 'aurora',
    title: 'Northern Lights',
    seconds: 14.23,
    scene: aurora,
    accent: [72, 226, 160],
    tune: {
      notes: [0, 7, 14, 3, 10, 12, -2, 5, 12, 0, 7, 15],
      notesPerSecond: 1.5,
      ringS: 1.6,
      attackS: 0.35,
      partials: [1, 0.35, 0.12],
    },
  },
  {
    id: 'life',
    title: 'Game of Life',
    seconds: 9.57,
    scene: life,
    accent: [246, 250, 214],
    tune: {
      notes: [0, 4, 7, 11, 12, 11, 7, 4, -3, 0, 4, 9, 12, 9, 4, 0],
      notesPerSecond: 6,
      ringS: 0.16,
      attackS: 0.004,
      partials: [1, 0.1, 0.3, 0.05],
    },
  },
  {
    id: 'tides',
    title: 'Tides',
    seconds: 17.86,
    scene: tides,
    accent: [255, 182, 128],
    tune: {
      notes: [-12, 0, 7, 4, undefined, 7, -7, 5, 9, 12, undefined, 9],
      notesPerSecond: 2.4,
      ringS: 0.7,
      attackS: 0.008,
      partials: [1, 0.5, 0.33, 0.2, 0.1],
    },
  },
  {
    id: 'lanterns',
    title: 'Lanterns',
    seconds: 11.71,
    scene: lanterns,
    accent: [255, 140, 98],
    tune: {
      notes: [24, undefined, 19, 16, 21, undefined, 28, 26, 24, undefined, 19, 12, 14, 16, undefined, undefined],
      notesPerSecond: 3.2,
      ringS: 0.9,
      attackS: 0.003,
      partials: [1, 0, 0.25, 0, 0, 0.08],
    },
  },
];

/**
 * Makes the source file of a demo clip.
 * @throws ToolError when ffmpeg fails.
 */
export async function makeDemoClip(clip: DemoClip, outPath: string, making: ClipMaking): Promise<void> {
  const { house } = making;
  const frames = Math.round(clip.seconds * house.fps);
  const height = titleStripHeight(house.height);
  const strip = { title: clip.title, accent: clip.accent, frames };
  const parts = {
    frames,
    scene: clip.scene,
    overlay: { height, top: titleStripTop(house.height), frames: titleStripFrames(strip, house) },
    sound: playTune(clip.tune, clip.seconds),
  };
  await makeClip(parts, resolve(outPath), making);
}
