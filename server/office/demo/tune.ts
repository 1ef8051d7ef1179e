import { CLIP_SAMPLE_RATE } from '../../../media/drawing/clip-maker.js';

/** A little music: a figure of notes that goes round, each struck once and left to ring. */
export interface Tune {
  /** In semitones above A3 (220 Hz), one after the other, again and again; a rest is undefined. */
  readonly notes: readonly (number | undefined)[];
  readonly notesPerSecond: number;
  /** How long a note takes to fade to a third, in seconds. */
  readonly ringS: number;
  /** How long a note takes to swell. */
  readonly attackS: number;
  /** The loudness of the first partials. */
  readonly partials: readonly number[];
}

const LEVEL = 0.16;
const RINGS_HEARD = 5;
const FADE_S = 0.25;
/** How far to the left and right notes lie, in turn. */
const PANS = [-0.5, 0.2, 0.5, -0.2];

/** Plays a tune: 32-bit float samples, left and right in turn, fading at both ends. */
export function playTune(tune: Tune, seconds: number): Float32Array {
  const length = Math.round(seconds * CLIP_SAMPLE_RATE);
  const sound = new Float32Array(length * 2);
  for (let beat = 0; beat < seconds * tune.notesPerSecond; beat += 1) {
    const note = tune.notes[beat % tune.notes.length];
    if (note === undefined) continue;
    const start = Math.round((beat / tune.notesPerSecond) * CLIP_SAMPLE_RATE);
    strike(sound.subarray(start * 2), 220 * 2 ** (note / 12), PANS[beat % PANS.length]!, tune);
  }
  fadeEnds(sound);
  return sound;
}

function strike(sound: Float32Array, frequency: number, pan: number, { ringS, attackS, partials }: Tune): void {
  const length = Math.min(sound.length / 2, Math.round((attackS + ringS * RINGS_HEARD) * CLIP_SAMPLE_RATE));
  for (const [index, level] of partials.entries()) {
    if (level === 0) continue;
    // A partial is a point that circles and falls inwards, the higher ones faster: much cheaper than sines.
    const angle = (2 * Math.PI * frequency * (index + 1)) / CLIP_SAMPLE_RATE;
    const decay = Math.exp(-(index + 1) / (ringS * CLIP_SAMPLE_RATE));
    const [turnX, turnY] = [decay * Math.cos(angle), decay * Math.sin(angle)];
    let [x, y] = [LEVEL * level, 0];
    for (let sample = 0; sample < length; sample += 1) {
      const value = y * Math.min(1, sample / (attackS * CLIP_SAMPLE_RATE));
      sound[sample * 2]! += value * (1 - pan);
      sound[sample * 2 + 1]! += value * (1 + pan);
      const nextX = x * turnX - y * turnY;
      y = x * turnY + y * turnX;
      x = nextX;
    }
  }
}

function fadeEnds(sound: Float32Array): void {
  const fade = FADE_S * CLIP_SAMPLE_RATE;
  const length = sound.length / 2;
  for (let sample = 0; sample < Math.min(fade, length); sample += 1) {
    for (const side of [0, 1]) {
      sound[sample * 2 + side]! *= Math.min(1, (4 * sample) / fade);
      sound[(length - 1 - sample) * 2 + side]! *= sample / fade;
    }
  }
}
