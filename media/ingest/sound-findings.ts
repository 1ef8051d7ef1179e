import { type Finding, info, warning } from './finding.js';
import type { Preparation } from './findings.js';
import { hasLoudness, TARGET_LUFS } from './loudness.js';
import { contentEndS } from './plan.js';

/** Encoders pad sound by some tens of milliseconds: only more than this is a difference in length. */
const LENGTH_DIFFERS_S = 0.2;
const LATE_START_S = 0.1;
/** The target counts as reached within this. */
const CLOSE_DB = 0.5;
const LIMITED_CLOSE_LU = 1;
const AUDIBLE_PEAK_DB = -60;

export function soundFindings(preparation: Preparation): Finding[] {
  if (preparation.plan.sound === undefined) {
    // The findings about tracks already name the sound that was left out.
    if (preparation.lostSounds.length > 0) return [];
    return [warning('no-sound', 'There is no sound: silence was put in its place.')];
  }
  return [loudness, peaks, channels, changes, drift, start, length, damage].flatMap((find) => find(preparation) ?? []);
}

type Find = (preparation: Preparation) => Finding | undefined;

const loudness: Find = ({ survey, plan }) => {
  const measured = survey.loudness;
  if (measured === undefined || !hasLoudness(measured)) {
    return measured !== undefined && measured.truePeakDb > AUDIBLE_PEAK_DB
      ? info('loudness-unknown', 'The sound is too short or too quiet to have a loudness: it was left as it is.')
      : warning('silent-sound', 'The sound is silent from start to end: it was left so.');
  }
  const { gainDb } = plan.sound!.change;
  const lufs = round(measured.integratedLufs, 1);
  const reachedLufs = round(survey.limited?.reachedLufs ?? lufs + gainDb, 1);
  const details = { lufs, gainDb, targetLufs: TARGET_LUFS };
  if (survey.limited !== undefined && reachedLufs < TARGET_LUFS - LIMITED_CLOSE_LU) {
    const message = `The sound has peaks far above the rest (${lufs} LUFS): it was raised to ${reachedLufs} LUFS, for more would raise nothing but its noise.`;
    return warning('loudness-not-reached', message, { ...details, reachedLufs });
  }
  if (survey.limited === undefined && reachedLufs < TARGET_LUFS - CLOSE_DB) {
    const message = `The sound is very quiet (${lufs} LUFS): it was raised by the most there is, ${gainDb} dB, to ${reachedLufs} LUFS.`;
    return warning('loudness-not-reached', message, details);
  }
  if (Math.abs(gainDb) < CLOSE_DB) return undefined;
  const word = gainDb > 0 ? 'raised' : 'lowered';
  return info(`loudness-${word}`, `The loudness was ${word} from ${lufs} to ${TARGET_LUFS} LUFS.`, details);
};

const peaks: Find = ({ plan: { sound } }) =>
  sound!.change.limit === undefined
    ? undefined
    : info('peaks-limited', 'At that loudness some peaks would have clipped: they were limited to −1 dB.');

const channels: Find = ({ facts }) => {
  const count = facts.audio!.channels;
  if (count === 2) return undefined;
  if (count === 1) return info('mono-doubled', 'The sound is mono: it was put on both channels.', { channels: 1 });
  const name = count === 6 ? '5.1' : count === 8 ? '7.1' : `${count}-channel`;
  return info('downmixed', `The sound is ${name}: it was mixed down to stereo.`, { channels: count });
};

const changes: Find = ({ survey }) =>
  survey.soundChanges
    ? info('sound-format-changes', 'The channels or the sample rate of the sound change midway: it was made even.')
    : undefined;

const drift: Find = ({ survey: { soundClock }, plan: { sound } }) => {
  if (soundClock === undefined || sound!.sync.kind !== 'drifting') return undefined;
  const offMs = Math.round(soundClock.driftS * 1000);
  const message = `The sound drifts against the picture, by ${offMs} ms in all: it was stretched to stay in step.`;
  return warning('sound-stretched', message, { offMs, percent: round(soundClock.driftPerS * 100, 3) });
};

const start: Find = ({ survey: { audio } }) => {
  if (audio === undefined || audio.startS <= LATE_START_S) return undefined;
  const seconds = round(audio.startS, 2);
  return info('sound-starts-late', `The sound starts ${seconds} s behind the picture: there is silence before it.`, {
    seconds,
  });
};

const length: Find = ({ survey }) => {
  const { video, audio } = survey;
  const longerS = audio!.endS - video.endS;
  if (Math.abs(longerS) <= LENGTH_DIFFERS_S) return undefined;
  const seconds = round(Math.abs(longerS), 1);
  if (longerS < 0) {
    const message = `The sound is ${seconds} s shorter than the picture: silence follows it.`;
    return warning('sound-shorter', message, { seconds });
  }
  const remedy = contentEndS(survey) > video.endS ? 'the last frame is shown until it ends' : 'its end was cut';
  return warning('sound-longer', `The sound is ${seconds} s longer than the picture: ${remedy}.`, { seconds });
};

const damage: Find = ({ damaged, survey: { audio } }) => {
  const packets = Math.max(damaged.sound, audio!.damaged);
  if (packets === 0) return undefined;
  const message = `${packets === 1 ? '1 damaged piece' : `${packets} damaged pieces`} of the sound could not be heard: there is silence there.`;
  return warning('damaged-sound', message, { packets });
};

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
