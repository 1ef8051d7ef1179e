/** The one picture format everything on air has. Sizes are in pixels and even. */
export interface HouseFormat {
  readonly fps: number;
  readonly width: number;
  readonly height: number;
}

/** One simulcast layer. Layers are listed low to high; layer 0 is the tune-in layer. */
export interface LayerSpec {
  readonly width: number;
  readonly height: number;
  /** The rate the encoder may not exceed over half a second. */
  readonly maxKbps: number;
  /** Frames between IDRs. A GOP of the main layers always starts with an IDR on every layer. */
  readonly idrEvery: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const TUNE_IN_HEIGHT = 180;
const TUNE_IN_KBPS = 250;
const TUNE_IN_IDR_FRAMES = 8;
const SMALLEST_HALVED_HEIGHT = 720;
/** A source this little smaller than the canvas fills it: nobody sees that it was enlarged. */
const UNSEEN_ENLARGEMENT = 1.05;
/** A main layer this close below another is not worth its place. */
const LEAST_STEP = 1.25;

/** The layers of a house: the tune-in layer, the canvas at half size when that is worth watching, and the canvas. */
export function houseLayers(house: HouseFormat): readonly LayerSpec[] {
  const tuneInSize = scaled(house, Math.min(1, TUNE_IN_HEIGHT / house.height));
  const tuneIn: LayerSpec = { ...tuneInSize, maxKbps: TUNE_IN_KBPS, idrEvery: TUNE_IN_IDR_FRAMES };
  const top = mainLayer(scaled(house, 1), house.fps);
  return house.height >= SMALLEST_HALVED_HEIGHT
    ? [tuneIn, mainLayer(scaled(house, 1 / 2), house.fps), top]
    : [tuneIn, top];
}

/**
 * The layers that a source deserves: the house's, but none in which its picture would be larger than it is. The tune-in
 * layer is always there, and so is one main layer. Playout shows the top one on those that are missing.
 *
 * @param shown the source's picture, upright and in square pixels
 */
export function deservedLayers(house: HouseFormat, shown: Size): readonly LayerSpec[] {
  const layers = houseLayers(house);
  const enlargement = Math.min(house.width / shown.width, house.height / shown.height);
  if (enlargement <= UNSEEN_ENLARGEMENT) return layers;
  const tuneIn = layers[0]!;
  const canvas = scaled(house, 1 / enlargement);
  const top = mainLayer(canvas.height > tuneIn.height ? canvas : tuneIn, house.fps);
  const between = layers.slice(1, -1).filter(({ height }) => height * LEAST_STEP <= top.height);
  return [tuneIn, ...between, top];
}

/** The layers of a prepared file again, from their sizes. */
export function preparedLayers(sizes: readonly Size[], fps: number): readonly LayerSpec[] {
  const [tuneIn, ...mains] = sizes.map(({ width, height }) => ({ width, height }));
  return [
    { ...tuneIn!, maxKbps: TUNE_IN_KBPS, idrEvery: TUNE_IN_IDR_FRAMES },
    ...mains.map((size) => mainLayer(size, fps)),
  ];
}

function mainLayer({ width, height }: Size, fps: number): LayerSpec {
  return { width, height, maxKbps: mainKbps(width, height, fps), idrEvery: 2 * fps };
}

/** About 0.09 bits a pixel at 30 fps: 2.5 Mb/s for 720p, sub-linear in the frame rate; never less than for tuning in. */
function mainKbps(width: number, height: number, fps: number): number {
  return Math.max(TUNE_IN_KBPS, Math.round((width * height * 30 * 0.09 * (fps / 30) ** 0.7) / 1000));
}

function scaled({ width, height }: Size, factor: number): Size {
  return { width: even(width * factor), height: even(height * factor) };
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
