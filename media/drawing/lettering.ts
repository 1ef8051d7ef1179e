import { GLYPH_HEIGHT, type Glyph, glyphOf, type Stroke } from './stroke-font.js';

/** How much ink each pixel has, 0 to 255, rows from the top. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly coverage: Uint8Array;
}

/** Part of the height of a capital. */
const STROKE_WIDTH = 0.13;

/**
 * Draws a line of text with round, soft-edged strokes.
 * @param capHeight of a capital letter in pixels; the ink is a stroke's width larger all around.
 */
export function letter(text: string, capHeight: number): Ink {
  const unit = capHeight / GLYPH_HEIGHT;
  const radius = (capHeight * STROKE_WIDTH) / 2;
  const margin = Math.ceil(radius + 1);
  const glyphs = [...text].map(glyphOf);
  const length = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  const ink = {
    width: Math.ceil(length * unit) + 2 * margin,
    height: Math.ceil(capHeight) + 2 * margin,
    coverage: new Uint8Array(0),
  };
  const coverage = new Uint8Array(ink.width * ink.height);
  let left = margin;
  for (const glyph of glyphs) {
    for (const stroke of placed(glyph, left, margin, unit)) drawStroke({ ...ink, coverage }, stroke, radius);
    left += glyph.advance * unit;
  }
  return { ...ink, coverage };
}

function placed({ strokes }: Glyph, left: number, top: number, unit: number): Stroke[] {
  const place = ({ x, y }: Stroke['from']) => ({ x: left + x * unit, y: top + y * unit });
  return strokes.map(({ from, to }) => ({ from: place(from), to: place(to) }));
}

function drawStroke({ width, coverage }: Ink, stroke: Stroke, radius: number): void {
  const { from, to } = stroke;
  const reach = radius + 1;
  for (let y = Math.floor(Math.min(from.y, to.y) - reach); y <= Math.max(from.y, to.y) + reach; y += 1) {
    for (let x = Math.floor(Math.min(from.x, to.x) - reach); x <= Math.max(from.x, to.x) + reach; x += 1) {
      const ink = 255 * Math.min(1, Math.max(0, radius + 0.5 - distance(stroke, x, y)));
      const at = y * width + x;
      if (ink > coverage[at]!) coverage[at] = ink;
    }
  }
}

/** From a point to a line segment. */
function distance({ from, to }: Stroke, x: number, y: number): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from.x - part * dx, y - from.y - part * dy);
}
