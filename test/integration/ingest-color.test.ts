import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { FFMPEG_BIN, FFPROBE_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { writeShellProgram } from '../support/shell-program.js';
import { IngestRig, type PrepareOptions } from './ingest-rig.js';
import { ffmpegSource, sourcePath } from './ingest-sources.js';

type Colors = readonly (readonly number[])[];

const SIZE = { width: 640, height: 360 };
/** White, yellow, cyan, green, magenta, red and blue at three quarters, as RGB. */
const BARS: Colors = [
  [190, 190, 190],
  [190, 190, 0],
  [0, 190, 190],
  [0, 190, 0],
  [190, 0, 190],
  [190, 0, 0],
  [0, 0, 190],
];

describe('the colours of a prepared file', function () {
  this.timeout(30_000);
  let rig: IngestRig;

  before(async () => {
    rig = await IngestRig.create();
  });

  after(() => rig.close());

  /** Bars in BT.709, turned into something else. */
  function bars(name: string, ...as: string[]): Promise<string> {
    const source = 'smptehdbars=s=640x360:r=30:d=0.1,scale=in_color_matrix=bt709:out_color_matrix=bt709,format=yuv444p';
    return ffmpegSource(name, '-f', 'lavfi', '-i', source, ...as);
  }

  const TOLD = 'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv';
  function bt2020(name: string, transfer: string): Promise<string> {
    const linear = 'zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020';
    const turned = `${TOLD},${linear},zscale=t=${transfer}:m=bt2020nc:r=limited:npl=203,format=yuv420p10le`;
    const told = `log-level=error:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
    return bars(name, '-vf', turned, '-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '6', '-x265-params', told);
  }

  async function shown(source: string, options?: PrepareOptions) {
    const { prepared, media } = await rig.prepare(source, options);
    const copy = sourcePath('copy.mp4');
    await writeFile(copy, await media.file());
    const rgb = await runFfmpeg([
      ...['-i', copy, '-map', `0:i:${media.index.layers.at(-1)!.trackId}`, '-frames:v', '1'],
      ...['-vf', 'scale=in_color_matrix=bt709,format=rgb24', '-f', 'rawvideo', 'pipe:1'],
    ]);
    const at = (x: number): number[] => [...rgb.subarray((60 * SIZE.width + x) * 3, (60 * SIZE.width + x) * 3 + 3)];
    const codes = prepared.findings.map(({ code }) => code);
    return { colors: [110, 180, 250, 320, 390, 450, 520].map(at), codes };
  }

  function expectBars(colors: Colors, white: number, within: number): void {
    for (const [bar, color] of BARS.entries()) {
      const wanted = color.map((value) => (value === 0 ? 0 : white));
      for (const [part, value] of colors[bar]!.entries()) {
        expect(value, `bar ${bar}: ${colors[bar]}`).to.be.closeTo(wanted[part]!, within);
      }
    }
  }

  const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '10', '-colorspace'];

  it('are those of BT.709', async () => {
    const as = ['-vf', 'format=yuv420p', ...H264, 'bt709', '-color_range', 'tv'];
    expectBars((await shown(await bars('bt709.mp4', ...as))).colors, 190, 6);
  });

  it('are those of BT.601', async () => {
    const as = ['-vf', 'scale=in_color_matrix=bt709:out_color_matrix=smpte170m,format=yuv420p', ...H264, 'smpte170m'];
    expectBars((await shown(await bars('bt601.mp4', ...as))).colors, 188, 8);
  });

  it('are those of full range', async () => {
    const as = ['-vf', 'scale=in_color_matrix=bt709:out_color_matrix=bt709:out_range=pc,format=yuvj420p', ...H264];
    const { colors, codes } = await shown(await bars('full.mp4', ...as, 'bt709'));
    expectBars(colors, 190, 6);
    expect(codes).to.include('full-range-converted');
  });

  it('are those of BT.2020', async () => {
    const { colors, codes } = await shown(await bt2020('wide.mp4', 'bt2020-10'));
    expectBars(colors, 190, 20);
    expect(codes).to.include('wide-gamut-converted');
  });

  for (const transfer of ['smpte2084', 'arib-std-b67']) {
    it(`are those of HDR (${transfer}), a little darker: there is room for what is brighter than white`, async () => {
      const { colors, codes } = await shown(await bt2020(`${transfer}.mp4`, transfer));
      expectBars(colors, 157, 24);
      expect(codes).to.include('hdr-tone-mapped');
    });
  }

  it('are pale, and the host is told, where ffmpeg cannot turn them', async () => {
    const plain = sourcePath('plain-ffmpeg');
    writeShellProgram(
      plain,
      `if [ "$2" = -filters ]; then echo " ... scale  V->V  x"; else exec ${FFMPEG_BIN} "$@"; fi`,
    );
    const tools = { ffmpeg: plain, ffprobe: FFPROBE_BIN };
    const hdr = await shown(await bt2020('pale.mp4', 'smpte2084'), { tools });
    expect(hdr.codes).to.include('hdr-not-tone-mapped');
    const wide = await shown(await bt2020('coarse.mp4', 'bt2020-10'), { tools });
    expectBars(wide.colors, 190, 70);
  });
});
