import { type Finding, info, warning } from './finding.js';
import type { Preparation } from './findings.js';
import type { AudioFacts } from './source-facts.js';
import type { LostSound } from './survey.js';

/** Shorter ones are hiccups of a recording that nobody calls holes. */
const SHORTEST_HOLE_S = 5;
/** Less is an index, or what cameras put behind a recording. */
const LEAST_UNREAD_SHARE = 0.2;

/** What was found in the file as a whole: its tracks and its clock. */
export function trackFindings(preparation: Preparation): Finding[] {
  const found = [tracks, lostTracks, clock, rest, holes];
  return found.flatMap((find) => find(preparation));
}

function tracks({ facts: { streams, video, audio }, lostSounds }: Preparation): Finding[] {
  const found: Finding[] = [];
  if (streams.video > 1) {
    const message = `The file has ${streams.video} pictures: the one of ${video.width}×${video.height} (track ${video.track}) was taken.`;
    found.push(info('several-video-tracks', message, { count: streams.video, taken: video.track }));
  }
  if (audio && streams.audio > 1 && lostSounds.length === 0) {
    const message = `The file has ${streams.audio} sound tracks: the one marked as default, or else the first, was taken (track ${audio.track}).`;
    found.push(info('several-audio-tracks', message, { count: streams.audio, taken: audio.track }));
  }
  if (streams.subtitles > 0) {
    const message = 'The file has subtitles, which were left out: draw them into the picture if viewers need them.';
    found.push(info('subtitles-left-out', message, { count: streams.subtitles }));
  }
  return found;
}

const WHY: Readonly<Record<LostSound['why'], string>> = {
  'unknown-codec': 'is of a form that this server does not know',
  encrypted: 'is encrypted',
  undecodable: 'cannot be decoded',
};

function lostTracks({ facts: { audio }, lostSounds }: Preparation): Finding[] {
  return lostSounds.map((lost) => {
    const instead = audio ? `${nameOf(audio)} was taken` : 'there is silence';
    const message = `The sound in ${nameOf(lost.audio)} ${WHY[lost.why]}: ${instead} in its place.`;
    return warning('sound-track-left-out', message, {
      ...{ track: lost.audio.track, why: lost.why },
      ...(audio && { taken: audio.track }),
    });
  });
}

function nameOf({ track, codec, language }: AudioFacts): string {
  const words = [codec === 'unknown' ? undefined : codec.toUpperCase(), language].filter((word) => word !== undefined);
  return words.length === 0 ? `track ${track}` : `track ${track} (${words.join(', ')})`;
}

function clock({ mending }: Preparation): Finding[] {
  const found: Finding[] = [];
  if (mending === undefined) return found;
  if (mending.pieces > 1) {
    const message = `The file is ${mending.pieces} recordings one behind the other: they were joined, each with its own picture and sound in step.`;
    found.push(info('recordings-joined', message, { count: mending.pieces }));
  }
  if (mending.strays > 0) {
    const message = `${mending.strays === 1 ? '1 piece of the file has a time' : `${mending.strays} pieces of the file have times`} far from all others: put where the rest leaves room.`;
    found.push(info('times-mended', message, { count: mending.strays }));
  }
  return found;
}

/** As where one MP4 was put behind another: what comes behind the first belongs to nothing. */
function rest({ unreadShare }: Preparation): Finding[] {
  if (unreadShare < LEAST_UNREAD_SHARE) return [];
  const percent = Math.round(unreadShare * 100);
  const message = `The last ${percent} % of the file do not belong to the recording, and were left out: upload recordings that were put into one file one by one.`;
  return [warning('rest-left-out', message, { percent })];
}

function holes({ holes: found }: Preparation): Finding[] {
  const large = found.filter(({ seconds }) => seconds >= SHORTEST_HOLE_S);
  if (large.length === 0) return [];
  const seconds = Number(large.reduce((sum, hole) => sum + hole.seconds, 0).toFixed(1));
  const where =
    large.length === 1
      ? `from ${large[0]!.startS.toFixed(1)} s on, for ${seconds} s`
      : `in ${large.length} places, for ${seconds} s in all`;
  const message = `A part of the picture is missing (${where}): the frame before it is shown until it goes on.`;
  return [warning('picture-missing', message, { count: large.length, seconds })];
}
