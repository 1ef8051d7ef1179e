/**
 * A font of strokes, so that pictures can be lettered on a machine without fonts. Each glyph is drawn in a box 4 wide
 * and 6 high: strokes are separated by a space, and a stroke is its points, two digits each (x from the left, y from the
 * top). A stroke of one point is a dot.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '060110304146 0343',
  B: '003041423303 334445360600 03',
  C: '4130100105163645',
  D: '00304145360600',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '0006',
  J: '4045361605',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '40000646',
  0: '103041453616050110',
  1: '112026 1636',
  2: '011030414206 0646',
  3: '01103041423323 334445361605',
  4: '30044444 3036',
  5: '400002324345361605',
  6: '413010010516364544330304',
  7: '004016',
  8: '103041423313020110 130405163645443313',
  9: '051636454130100102134343',
  ':': '01 05',
  '.': '06',
};

export const GLYPH_HEIGHT = 6;
const GLYPH_WIDTH = 4;
const GLYPH_GAP = 1.8;
const SPACE_WIDTH = 2;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Stroke {
  readonly from: Point;
  readonly to: Point;
}

export interface Glyph {
  readonly strokes: readonly Stroke[];
  /** From the left of this glyph to the left of the next. */
  readonly advance: number;
}

/** The glyph of a character; one that the font does not have is a gap. Digits are all of one width, for running clocks. */
export function glyphOf(character: string): Glyph {
  const drawing = GLYPHS[character.toUpperCase()];
  if (drawing === undefined) return { strokes: [], advance: SPACE_WIDTH + GLYPH_GAP };
  const lines = drawing.split(' ').map(readPoints);
  const digit = character >= '0' && character <= '9';
  const width = digit ? GLYPH_WIDTH : Math.max(...lines.flat().map(({ x }) => x));
  return { strokes: lines.flatMap(strokesThrough), advance: width + GLYPH_GAP };
}

function readPoints(line: string): Point[] {
  return Array.from({ length: line.length / 2 }, (_, index) => ({
    x: Number(line[index * 2]),
    y: Number(line[index * 2 + 1]),
  }));
}

function strokesThrough(points: readonly Point[]): Stroke[] {
  if (points.length === 1) return [{ from: points[0]!, to: points[0]! }];
  return points.slice(1).map((to, index) => ({ from: points[index]!, to }));
}
