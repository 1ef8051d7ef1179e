import type { Rgb } from '../../../media/drawing/rgba-picture.js';
import { edge, mix, type Scene, shaded } from '../../../media/drawing/scene.js';

const { exp, max, min, sin, sqrt } = Math;

const length = (dx: number, dy: number): number => sqrt(dx * dx + dy * dy); // much faster than Math.hypot

const NIGHT: Rgb = [8, 14, 38];
const LATE_NIGHT: Rgb = [18, 36, 68];

/** Two curtains of northern light: sharp below, long and turning violet above. */
export const aurora: Scene = shaded((t) => (x, y) => {
  const near = 0.52 + 0.09 * sin(2.8 * x + 0.6 * t) + 0.05 * sin(7.3 * x - 0.9 * t) - y;
  const far = 0.4 + 0.07 * sin(2.3 * x - 0.5 * t + 2) - y;
  const rays = 0.62 + 0.38 * sin(19 * x + 0.8 * t + 3 * sin(4 * x - 0.4 * t));
  const glow = (near > 0 ? exp(-4.5 * near) : exp(30 * near)) * rays;
  const haze = 0.45 * (far > 0 ? exp(-5 * far) : exp(25 * far));
  const height = max(0, near);
  const [red, green, blue] = mix(NIGHT, LATE_NIGHT, y);
  return [
    red + glow * (20 + 330 * height) + haze * 90,
    green + glow * (205 - 120 * height) + haze * 50,
    blue + glow * (110 + 220 * height) + haze * 130,
  ];
});

const DUSK: Rgb = [70, 58, 132];
const HORIZON: Rgb = [255, 182, 128];
const SUN: Rgb = [255, 228, 170];
const WAVES: readonly Rgb[] = [
  [48, 130, 152],
  [24, 92, 124],
  [10, 52, 84],
];

/** Waves before a sinking sun. */
export const tides: Scene = shaded((t) => (x, y) => {
  const crests = [
    0.44 + 0.035 * sin(3.9 * x + 0.9 * t) + 0.02 * sin(8.4 * x - 0.6 * t),
    0.58 + 0.04 * sin(3.4 * x - 0.8 * t + 1) + 0.015 * sin(9.6 * x + t),
    0.74 + 0.045 * sin(2.8 * x + 1.1 * t + 2) + 0.015 * sin(7.3 * x - 0.9 * t),
  ];
  const sky = mix(DUSK, HORIZON, min(1, y * 2.1));
  const withSun = mix(sky, SUN, edge(0.13 - length(x - 1.24, y - 0.26 - 0.008 * t)));
  return crests.reduce((color, crest, wave) => mix(color, WAVES[wave]!, edge(y - crest)), withSun);
});

interface Lantern {
  readonly x: number;
  readonly start: number;
  readonly rise: number;
  readonly size: number;
  readonly color: Rgb;
}

const LANTERNS: readonly Lantern[] = Array.from({ length: 12 }, (_, index) => ({
  x: ((index * 0.618) % 1) * 1.9 - 0.06, // golden steps: even, and without a pattern
  start: ((index * 0.755) % 1) * 1.5,
  rise: 0.04 + 0.03 * ((index * 0.37) % 1),
  size: 0.05 + 0.08 * ((index * 0.43) % 1),
  color: mix([255, 196, 92], [255, 92, 104], (index * 0.29) % 1),
}));

/** Paper lanterns rise through a violet evening. */
export const lanterns: Scene = shaded((t) => {
  const inAir = LANTERNS.map((lantern, index) => ({
    ...lantern,
    x: lantern.x + 0.05 * sin(0.5 * t + index),
    y: 1.25 - ((lantern.start + lantern.rise * t) % 1.5),
  }));
  return (x, y) => {
    let color = mix([38, 22, 72], [16, 14, 40], y);
    for (const lantern of inAir) {
      const away = length(x - lantern.x, y - lantern.y);
      if (away > lantern.size * 4) continue;
      color = mix(color, lantern.color, 0.35 * exp(-away / lantern.size / 0.8));
      color = mix(color, lantern.color, 0.7 * edge(lantern.size - away));
    }
    return color;
  };
});
