import { expect } from 'chai';
import { AWKWARD_SOURCES } from '../integration/ingest-awkward-sources.js';
import { streamBreaks } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import { type Library, prepareLibrary } from '../support/station.js';
import { ViewerPage } from '../support/viewer-page.js';

const HOUSE = { fps: 30, width: 640, height: 360 };
const ORIGINS = [
  'a phone held upright (MP4 with a rotation)',
  'film of 23.976 frames a second (MOV)',
  '29.97 frames a second with B-frames (MP4, AAC)',
  'a variable frame rate (MKV)',
  'interlaced PAL with oblong pixels (MPEG-2 transport stream, AC-3)',
  'HDR with PQ (HEVC, MP4)',
  '4:3 in MPEG-4 (AVI, MP2)',
  'no sound (WebM, VP8)',
  'Theora and Vorbis (Ogg)',
  'an odd size with oblong pixels',
];

/** Files of ten kinds, prepared and played one behind the other to a real decoder, for more than one turn of the loop. */
describe('ten sources of different origin in a browser', function () {
  this.timeout(180_000);
  const air = broadcast({ library: makeOriginsLibrary });

  let viewer: ViewerPage;
  let loopFrames: number;

  before(async () => {
    loopFrames = air.station.plan.items.reduce((sum, { frames }) => sum + frames, 0);
    viewer = await ViewerPage.open(air.browser, air.watchUrl);
    await viewer.receive(loopFrames + 90, 60_000);
  });

  it('arrive as one stream without a missing, repeated or misplaced frame', async () => {
    const streams = await viewer.streams();
    expect(streams, 'one connection from first to last').to.have.length(1);
    expect(streamBreaks(air.station.plan, streams[0]!, Date.now())).to.deep.equal([]);
    expect(streams[0]!.length).to.be.above(loopFrames);
  });

  it('are decoded whole: the decoder leaves out nothing, asks for nothing again and does not freeze', async () => {
    const counts = await viewer.videoCounts();
    // One or two frames may be on their way to the decoder, or have come before it was ready.
    expect(counts.framesReceived - counts.framesDecoded).to.be.at.most(3);
    expect(counts.keyFramesDecoded).to.be.at.least(ORIGINS.length);
    expect(counts).to.include({ freezeCount: 0, packetsLost: 0 });
    expect(counts.pliCount, 'the requests of a join').to.be.at.most(2);
    expect(viewer.errors).to.deep.equal([]);
  });
});

async function makeOriginsLibrary(): Promise<Library> {
  const sources = ORIGINS.map(async (title, clip) => {
    const path = await AWKWARD_SOURCES.find(({ what }) => what === title)!.make();
    return { path, clip, title };
  });
  return prepareLibrary(await Promise.all(sources), HOUSE);
}
