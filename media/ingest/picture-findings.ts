import { hdrTransfer } from './color.js';
import { type Finding, info, warning } from './finding.js';
import type { Preparation } from './findings.js';
import type { Spacing } from './frame-spacing.js';
import { displaySize } from './source-facts.js';

/** Below this, single late pictures make it: hiccups of a recording that nobody calls variable. */
const VARIABLE_ABOVE_SHARE = 0.02;
const SAME_RATE_WITHIN = 0.0005;
const TIME_ROUNDING_S = 0.001;
const SQUARE_WITHIN = 0.005;
/** The picture may start this long behind the sound before the host is told: two frames of film. */
const LATE_START_S = 0.1;
const SMALL_BELOW_HEIGHT = 360;

export function pictureFindings(preparation: Preparation): Finding[] {
  const found = [rate, reordering, turning, fields, colors, range, pixelShape, bars, size, start, damage];
  return found.flatMap((find) => find(preparation) ?? []);
}

type Find = (preparation: Preparation) => Finding | undefined;

const rate: Find = ({ facts: { video }, survey, plan: { house, picture } }) => {
  const { spacing } = survey;
  if (spacing.unevenShare > VARIABLE_ABOVE_SHARE) {
    const { packets, startS, endS } = survey.video;
    const averageFps = round(packets / (endS - startS), 1);
    const message = `The frame rate varies, ${averageFps} a second on average: it was evened out to ${house.fps} throughout.`;
    return info('variable-frame-rate', message, { averageFps, houseFps: house.fps });
  }
  const { fps, within } = frameRate(video.fps, picture.deinterlace ? undefined : spacing.perSecond);
  if (fps === undefined) return undefined;
  const shownFps = round(fps, 3);
  if (Math.abs(fps / house.fps - 1) <= within) return undefined;
  const means = fps < house.fps ? 'showing some frames twice' : 'leaving some frames out';
  const message = `The picture has ${shownFps} frames a second: it was converted to ${house.fps} by ${means}.`;
  return info('frame-rate-converted', message, { fps: shownFps, houseFps: house.fps });
};

/** What a file says is exact, and what was counted is true: the former where they agree. */
function frameRate(told: number | undefined, counted: Spacing['perSecond']) {
  if (counted === undefined) return { fps: told, within: SAME_RATE_WITHIN };
  const fps = counted.frames / counted.seconds;
  const within = SAME_RATE_WITHIN + TIME_ROUNDING_S / counted.seconds;
  const agree = told !== undefined && Math.abs(told / fps - 1) <= within;
  return agree ? { fps: told, within: SAME_RATE_WITHIN } : { fps, within };
}

const reordering: Find = ({ survey: { spacing } }) =>
  spacing.reordered ? info('b-frames-removed', 'There are B-frames: it was encoded without them.') : undefined;

const turning: Find = ({ facts: { video } }) => {
  const { rotation, mirrored } = video;
  if (mirrored) {
    const remedy = rotation === 180 ? 'top and bottom' : 'left and right';
    const turned = rotation % 180 === 0 ? '' : `, and it was rotated by ${rotation}° clockwise`;
    const message = `The picture is stored as in a mirror: ${remedy} were exchanged${turned}, as the file asks for.`;
    return info('mirrored', message, { degrees: rotation });
  }
  if (rotation === 0) return undefined;
  const stored = rotation === 180 ? 'upside down' : 'lying';
  const message = `The picture is stored ${stored}: it was rotated by ${rotation}° clockwise, as the file asks for.`;
  return info('rotated', message, { degrees: rotation });
};

const fields: Find = ({ plan: { picture } }) => {
  if (picture.deinterlace === undefined) return undefined;
  const order = picture.deinterlace.firstField;
  return info('deinterlaced', 'The picture is interlaced: full frames were made of its fields.', { order });
};

const colors: Find = ({ facts: { video }, plan: { picture } }) => {
  const transfer = hdrTransfer(video);
  const curve = transfer === 'smpte2084' ? 'PQ' : 'HLG';
  if (picture.color.kind === 'wide-gamut') {
    return info('wide-gamut-converted', 'The picture has BT.2020 colours: they were converted to BT.709.');
  }
  if (transfer === undefined) return undefined;
  if (picture.color.kind === 'tone-map') {
    const message = `The picture is HDR (${curve}): it was tone-mapped to standard range (BT.709).`;
    return info('hdr-tone-mapped', message, { curve });
  }
  const message =
    `The picture is HDR (${curve}), and the ffmpeg of this server cannot tone-map: its colours look pale. ` +
    'Export it as standard range (BT.709), or install an ffmpeg with zscale.';
  return warning('hdr-not-tone-mapped', message, { curve });
};

const range: Find = ({ facts: { video } }) =>
  video.fullRange
    ? info('full-range-converted', 'Black and white have full range: they were brought to limited range.')
    : undefined;

const pixelShape: Find = ({ facts: { video } }) => {
  if (Math.abs(video.pixelAspect - 1) <= SQUARE_WITHIN) return undefined;
  const pixelAspect = round(video.pixelAspect, 4);
  const message = `The pixels are not square (${pixelAspect}): the picture was stretched to its right shape.`;
  return info('pixels-not-square', message, { pixelAspect });
};

const bars: Find = ({ facts: { video }, plan: { picture, layers } }) => {
  const canvas = layers.at(-1)!;
  const [besides, above] = [canvas.width - picture.width, canvas.height - picture.height];
  // A pixel pair is rounding, no bar.
  if (besides <= 2 && above <= 2) return undefined;
  const where = besides > above ? 'left and right' : 'above and below';
  const { width, height } = displaySize(video);
  const message = `The picture is ${round(width / height, 2)} : 1, unlike the channel's: black bars were put ${where} of it.`;
  return info('letterboxed', message, { where: besides > above ? 'sides' : 'top-and-bottom' });
};

const size: Find = ({ facts: { video }, plan: { house, layers } }) => {
  const top = layers.at(-1)!;
  const { width, height } = displaySize(video);
  if (top.width >= house.width && top.height >= house.height) return undefined;
  const shown = `${Math.round(width)}×${Math.round(height)}`;
  const message = `The picture is ${shown}, smaller than the channel's ${house.width}×${house.height}: it was not enlarged.`;
  const details = { width: Math.round(width), height: Math.round(height), houseWidth: house.width };
  return (height < SMALL_BELOW_HEIGHT ? warning : info)('not-enlarged', message, details);
};

const start: Find = ({ survey: { video } }) => {
  if (video.startS <= LATE_START_S) return undefined;
  const seconds = round(video.startS, 2);
  const message = `The picture starts ${seconds} s behind the sound: its first frame is shown until then.`;
  return info('picture-starts-late', message, { seconds });
};

const damage: Find = ({ damaged, survey: { video } }) => {
  const frames = Math.max(damaged.picture, video.damaged);
  if (frames === 0) return undefined;
  const message = `${frames === 1 ? '1 damaged frame was' : `${frames} damaged frames were`} concealed as well as possible.`;
  return warning('damaged-frames-concealed', message, { frames });
};

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
