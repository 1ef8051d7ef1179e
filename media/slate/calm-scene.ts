import { mix, type Scene, shaded } from '../drawing/scene.js';

const { cos, PI, sin } = Math;

export const SLATE_LOOP_SECONDS = 10;

/** A slow drift of blue and green that is where it began after {@link SLATE_LOOP_SECONDS}. */
export const calm: Scene = shaded((t) => (x, y) => {
  const turn = (2 * PI * t) / SLATE_LOOP_SECONDS;
  const wave = 0.5 + 0.25 * sin(1.6 * x + turn) + 0.25 * cos(2.2 * y - 1.1 * x - turn);
  return mix([12, 24, 46], [26, 82, 98], wave * (0.45 + 0.4 * y));
});
