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

const TUNE_IN_HEIGHT = 180;
const TUNE_IN_IDR_FRAMES = 8;
const SMALLEST_HALVED_HEIGHT = 720;

/** The layers of a house: the tune-in layer, the canvas at half size when that is worth watching, and the canvas. */
export function houseLayers(house: HouseFormat): readonly LayerSpec[] {
  const gop = 2 * house.fps;
  const main = (divisor: number): LayerSpec => {
    const width = even(house.width / divisor);
    const height = even(house.height / divisor);
    return { width, height, maxKbps: mainKbps(width, height, house.fps), idrEvery: gop };
  };
  const tuneInScale = Math.min(1, TUNE_IN_HEIGHT / house.height);
  const tuneIn: LayerSpec = {
    width: even(house.width * tuneInScale),
    height: even(house.height * tuneInScale),
    maxKbps: 250,
    idrEvery: TUNE_IN_IDR_FRAMES,
  };
  return house.height >= SMALLEST_HALVED_HEIGHT ? [tuneIn, main(2), main(1)] : [tuneIn, main(1)];
}

/** About 0.09 bits a pixel at 30 fps: 2.5 Mb/s for 720p, sub-linear in the frame rate. */
function mainKbps(width: number, height: number, fps: number): number {
  return Math.round((width * height * 30 * 0.09 * (fps / 30) ** 0.7) / 1000);
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
