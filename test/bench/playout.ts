import { linkSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mediaKeys, parsePreparedIndex } from '../../media/prepared-media.js';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import type { Library } from '../support/station.js';
import { percentile } from '../support/statistics.js';
import { makeTempDir } from '../support/temp-dir.js';
import { makeBenchLibrary } from './bench-library.js';
import { measureFeeds } from './feed-rig.js';
import { measurePeers, type PeersResult } from './ffmpeg-peers.js';
import { formatTable } from './table.js';

const FEEDS = 100;
const PEERS = 8;
const SECONDS = 30;

/** What a running feed costs and how well it keeps time, beside the usual way: one `ffmpeg -re -c copy` per channel. */
export async function playout(): Promise<string> {
  const library = await makeBenchLibrary(20);
  const { house, blobDir } = library;
  const [{ objectId, frames }] = library.items as [Library['items'][number]];
  const index = parsePreparedIndex(readFileSync(join(blobDir, mediaKeys(objectId).index)));
  const media = Array.from({ length: FEEDS }, (_, number) => ({ mediaId: twinOf(library, objectId, number), frames }));
  const layerCount = index.layers.length;
  const feeds = await measureFeeds({ blobDir, fps: house.fps, layerCount, media, seconds: SECONDS });
  const tracks = index.layers.map(({ trackId }) => trackId);
  const usual = await peersOf(library, objectId, [tracks.at(-1)!, index.audioTrackId]);
  const alike = await peersOf(library, objectId, [...tracks, index.audioTrackId]);

  const layers = index.layers.map(({ width, height, kbps }) => `${width}x${height} at ${Math.round(kbps)} kb/s`);
  const cpu = feeds.cpuShare / FEEDS;
  const memory = feeds.addedMb / FEEDS;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const mb = (value: number) => `${value.toFixed(2)} MB`;
  const part = (own: number, peer: number) => `1/${(peer / own).toFixed(1)}`;
  const ms = (values: readonly number[], rank: number) => `${percentile(values, rank).toFixed(2)} ms`;
  return [
    `${FEEDS} feeds in one process and ${PEERS} ffmpeg processes, ${SECONDS} s each.`,
    `A feed sends ${layers.join(', ')}, and Opus; each plays a media of its own.`,
    '',
    formatTable(
      ['per channel', 'feed', 'ffmpeg, largest layer', 'ratio', 'target', 'ffmpeg, all layers', 'ratio'],
      [
        [
          'CPU, of a core',
          percent(cpu),
          ...[percent(mean(usual.cpuShares)), part(cpu, mean(usual.cpuShares)), '≤ 1/5'],
          ...[percent(mean(alike.cpuShares)), part(cpu, mean(alike.cpuShares))],
        ],
        ['CPU with the SFU workers’', percent(cpu + feeds.workerCpuShare / FEEDS)],
        [
          'memory',
          mb(memory),
          ...[mb(mean(usual.rssMbs)), part(memory, mean(usual.rssMbs)), '≤ 1/50'],
          ...[mb(mean(alike.rssMbs)), part(memory, mean(alike.rssMbs))],
        ],
        ['memory with the SFU workers’', mb(memory + feeds.workerAddedMb / FEEDS)],
        [
          'packets a second',
          (feeds.packetsPerSecond / FEEDS).toFixed(0),
          ...[usual.packetsPerSecond.toFixed(0), '', '', alike.packetsPerSecond.toFixed(0)],
        ],
      ],
    ),
    '',
    formatTable(
      ['all feeds', 'measured', 'target'],
      [
        ['frames measured (of about)', `${feeds.latenessMs.length}`, `${FEEDS * SECONDS * house.fps}`],
        ['behind the feed’s slot, p50', ms(feeds.latenessMs, 50), ''],
        ['behind the feed’s slot, p99', ms(feeds.latenessMs, 99), '≤ 10 ms'],
        ['behind the frame’s own instant, p50', ms(feeds.afterScheduleMs, 50), ''],
        ['behind the frame’s own instant, p99', ms(feeds.afterScheduleMs, 99), ''],
        ['packets lost on the way to the SFU', `${feeds.packetsLost}`, '0'],
        ['frames due but not sent', `${feeds.framesMissed}`, '0'],
        ['frames of the slate in place of others', `${feeds.slateFrames}`, '0'],
      ],
    ),
  ].join('\n');
}

/** The same bytes under another id: to the cache it is another media, and no feed gains from what others play. */
function twinOf({ blobDir }: Library, objectId: string, number: number): string {
  const twinId = `${objectId}-${number}`;
  const [from, to] = [mediaKeys(objectId), mediaKeys(twinId)];
  mkdirSync(join(blobDir, dirname(to.media)), { recursive: true });
  for (const object of ['media', 'index'] as const) linkSync(join(blobDir, from[object]), join(blobDir, to[object]));
  return twinId;
}

/** Plays some tracks of a media out of a plain MP4, as somebody would hand it to ffmpeg. */
async function peersOf({ blobDir }: Library, objectId: string, trackIds: readonly number[]): Promise<PeersResult> {
  const source = join(blobDir, mediaKeys(objectId).media);
  const file = join(makeTempDir('peer'), 'channel.mp4');
  const maps = trackIds.flatMap((trackId) => ['-map', `0:i:${trackId}`]);
  await runFfmpeg(['-i', source, ...maps, '-c', 'copy', file]);
  return await measurePeers({ file, streams: trackIds.length, count: PEERS, seconds: SECONDS });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
