import type { Rgb } from '../../../media/drawing/rgba-picture.js';
import { mix, type Scene } from '../../../media/drawing/scene.js';

const WIDTH = 96;
const HEIGHT = 54;
const GENERATIONS_PER_SECOND = 10;
/** What is left of a glow after one generation. */
const AFTERGLOW = 0.86;
const START_DENSITY = 0.28;

const ALIVE: Rgb = [246, 250, 214];
const GLOW: Rgb = [34, 138, 122];
const GROUND: Rgb = [10, 26, 46];

/** Conway's game of life on a torus; cells that died glow for a while. */
export const life: Scene = {
  width: WIDTH,
  height: HEIGHT,
  smooth: false,
  *frames(count, fps) {
    let cells = scatter();
    const glow = new Float32Array(cells.length);
    let generation = 0;
    for (let frame = 0; frame < count; frame += 1) {
      while (generation < Math.floor((frame * GENERATIONS_PER_SECOND) / fps)) {
        for (const [index, alive] of cells.entries()) glow[index] = alive === 1 ? 1 : glow[index]! * AFTERGLOW;
        cells = nextGeneration(cells);
        generation += 1;
      }
      yield paint(cells, glow);
    }
  },
};

/** The same cells every time, so that the clip is too. */
function scatter(): Uint8Array {
  let state = 20;
  return Uint8Array.from({ length: WIDTH * HEIGHT }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 32 < START_DENSITY ? 1 : 0;
  });
}

function nextGeneration(cells: Uint8Array): Uint8Array {
  return cells.map((alive, index) => {
    const neighbours = neighboursOf(index).reduce((sum, neighbour) => sum + cells[neighbour]!, 0);
    return neighbours === 3 || (neighbours === 2 && alive === 1) ? 1 : 0;
  });
}

function neighboursOf(index: number): number[] {
  const x = index % WIDTH;
  const rows = [-1, 0, 1].map((step) => (Math.floor(index / WIDTH) + step + HEIGHT) % HEIGHT);
  const columns = [-1, 0, 1].map((step) => (x + step + WIDTH) % WIDTH);
  return rows.flatMap((row) => columns.map((column) => row * WIDTH + column)).filter((cell) => cell !== index);
}

function paint(cells: Uint8Array, glow: Float32Array): Uint8Array {
  const bytes = new Uint8Array(cells.length * 3);
  for (const [index, alive] of cells.entries()) {
    bytes.set(alive === 1 ? ALIVE : mix(GROUND, GLOW, glow[index]! ** 2), index * 3);
  }
  return bytes;
}
