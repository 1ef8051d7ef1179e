/** A yuv420p picture in memory: the luma plane, then the two quarter-size chroma planes. */
export interface YuvFrame {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** A rectangle in parts of the picture, 0 to 1. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A grey-free black picture. */
export function yuvFrame(width: number, height: number): YuvFrame {
  const bytes = new Uint8Array((width * height * 3) / 2);
  bytes.fill(16, 0, width * height);
  bytes.fill(128, width * height);
  return { width, height, bytes };
}

/** Paints a rectangle; without a colour it is grey. */
export function fillRect(frame: YuvFrame, area: Area, luma: number, colour = { u: 128, v: 128 }): void {
  const { width, height, bytes } = frame;
  const luminance = bytes.subarray(0, width * height);
  const quarter = (width * height) / 4;
  const chromaU = bytes.subarray(4 * quarter, 5 * quarter);
  const chromaV = bytes.subarray(5 * quarter);
  fillPlane(luminance, width, height, area, luma);
  fillPlane(chromaU, width / 2, height / 2, area, colour.u);
  fillPlane(chromaV, width / 2, height / 2, area, colour.v);
}

function fillPlane(plane: Uint8Array, width: number, height: number, area: Area, value: number): void {
  const left = Math.round(area.left * width);
  const right = Math.round(area.right * width);
  const bottom = Math.round(area.bottom * height);
  for (let y = Math.round(area.top * height); y < bottom; y++) plane.fill(value, y * width + left, y * width + right);
}
