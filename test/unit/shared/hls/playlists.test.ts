import { expect } from 'chai';
import fc from 'fast-check';
import { Parser } from 'm3u8-parser';
import { hlsSegments, segmentNumberAt } from '../../../../shared/hls/hls-segments.js';
import { mediaPlaylist, TARGET_DURATION_S } from '../../../../shared/hls/media-playlist.js';
import { multivariantPlaylist } from '../../../../shared/hls/multivariant-playlist.js';
import { frameTimeMs } from '../../../../shared/timeline/grid.js';
import type { Lineup } from '../../../../shared/timeline/lineup.js';
import { framesOf, lineups } from '../timeline/arbitraries.js';

const UNTIL_2000 = 946_684_800;

function parsed(text: string) {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest;
}

function playlistOf(lineup: Lineup, fromFrame: number) {
  const from = segmentNumberAt(lineup, fromFrame);
  const segments = hlsSegments(lineup, from, (from + 18) * lineup.grid.framesPerGop);
  const text = mediaPlaylist({
    ...{ grid: lineup.grid, segments, mapUri: 'init.mp4', isGap: () => false },
    uriOf: ({ number }) => `${lineup.key}/${number}.m4s`,
  });
  return { segments, text };
}

describe('HLS playlists', () => {
  it('say to a parser what was meant, for any schedule, and keep to RFC 8216', () => {
    const cases = lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup)));
    fc.assert(
      fc.property(cases, ([lineup, fromFrame]) => {
        const { segments, text } = playlistOf(lineup, fromFrame);
        const { mediaSequence, targetDuration, segments: read, endList, dateRanges } = parsed(text);
        expect({ mediaSequence, targetDuration, endList: endList ?? false }).to.deep.equal({
          ...{ mediaSequence: segments[0]!.number, targetDuration: TARGET_DURATION_S, endList: false },
        });
        expect(read.map(({ uri }) => uri)).to.deep.equal(segments.map(({ number }) => `${lineup.key}/${number}.m4s`));
        for (const [index, { duration, programDateTime, map, discontinuity }] of read.entries()) {
          const { startFrame, endFrame } = segments[index]!;
          expect(Math.round(duration), 'section 4.3.3.1').to.be.at.most(targetDuration!);
          expect(duration).to.be.closeTo((endFrame - startFrame) / lineup.grid.fps, 1e-5);
          const startMs = frameTimeMs(lineup.grid, startFrame);
          if (startMs > UNTIL_2000) expect(Number(programDateTime)).to.be.closeTo(startMs, 1);
          expect({ map: map?.uri, discontinuity: discontinuity ?? false }).to.deep.equal({
            map: 'init.mp4',
            discontinuity: false,
          });
        }
        const ids = dateRanges.map(({ id }) => id);
        expect(new Set(ids).size, 'section 4.3.2.7').to.equal(ids.length);
        expect(text).to.match(/^#EXTM3U\n/);
      }),
    );
  });

  it('a later one of the same lineup goes on with the same segments', () => {
    const cases = lineups.chain((lineup) => fc.tuple(fc.constant(lineup), framesOf(lineup)));
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 600 }), ([lineup, fromFrame], later) => {
        const byNumber = new Map(playlistOf(lineup, fromFrame).segments.map((segment) => [segment.number, segment]));
        for (const segment of playlistOf(lineup, fromFrame + later).segments) {
          expect(byNumber.get(segment.number) ?? segment).to.deep.equal(segment);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('hold titles that would end a line or a string', () => {
    const { segments } = playlistOf(fc.sample(lineups, { numRuns: 1, seed: 7 })[0]!, 3_000_000);
    const [first] = segments;
    const [piece] = first!.pieces;
    const titled = {
      ...piece!,
      airing: { ...piece!.airing, item: { ...piece!.airing.item, title: 'a "b"\r\n#EXT-X-ENDLIST' } },
    };
    const text = mediaPlaylist({
      ...{ grid: { fps: 30, framesPerStep: 3, stepMs: 100, packetsPerStep: 5, framesPerGop: 60, packetsPerGop: 100 } },
      ...{ segments: [{ ...first!, pieces: [titled] }], mapUri: 'init.mp4', uriOf: () => 'a.m4s', isGap: () => true },
    });
    expect(text).to.include('X-TITLE="a ”b” #EXT-X-ENDLIST"\n').and.to.include('#EXT-X-GAP\na.m4s\n');
    expect(parsed(text).endList).not.to.equal(true);
  });

  it('name every layer with its sound', () => {
    const common = { fps: 30, codec: 'avc1.640028' };
    const text = multivariantPlaylist({
      layers: [
        { ...common, uri: 'v1.m3u8', width: 1280, height: 720, bitsPerSecond: 2_700_000.2 },
        { ...common, uri: 'v0.m3u8', width: 320, height: 180, bitsPerSecond: 400_000 },
      ],
      sounds: [
        { uri: 'aac.m3u8', group: 'aac', codec: 'mp4a.40.2' },
        { uri: 'a.m3u8', group: 'opus', codec: 'opus' },
      ],
    });
    const { playlists, mediaGroups } = parsed(text);
    const named = ['aac mp4a.40.2', 'opus opus'].flatMap((sound) => {
      const [group, codec] = sound.split(' ');
      const rest = { CODECS: `avc1.640028,${codec}`, 'FRAME-RATE': 30, AUDIO: group };
      return [
        { uri: 'v1.m3u8', BANDWIDTH: 2_700_001, RESOLUTION: { width: 1280, height: 720 }, ...rest },
        { uri: 'v0.m3u8', BANDWIDTH: 400_000, RESOLUTION: { width: 320, height: 180 }, ...rest },
      ];
    });
    expect(playlists?.map(({ uri, attributes }) => ({ uri, ...attributes }))).to.deep.equal(named);
    expect(Object.keys(mediaGroups?.['AUDIO'] ?? {})).to.deep.equal(['aac', 'opus']);
  });
});
