import { expect } from 'chai';
import { encodeArguments } from '../../../../media/ingest/encode-arguments.js';
import { PLAIN_PLAN as PLAN } from './source-fixture.js';

describe('encodeArguments', () => {
  const args = encodeArguments(PLAN);
  const argumentOf = (name: string): string | undefined => args[args.indexOf(name) + 1];

  it('reads one plain file and nothing that it names', () => {
    expect(argumentOf('-protocol_whitelist')).to.equal('file,pipe');
    expect(argumentOf('-format_whitelist')!.split(','))
      .to.include('mov')
      .and.not.include.members(['hls', 'concat', 'dash']);
    expect(args.filter((arg) => arg === '-i')).to.have.length(1);
    expect(argumentOf('-i')).to.equal('file:source');
    expect(args.indexOf('-format_whitelist')).to.be.below(args.indexOf('-i'));
    expect(args).to.include('-nostdin');
  });

  it('writes the top layer first, then the sound, and the sound once more for its waveform', () => {
    const maps = args.flatMap((arg, index) => (arg === '-map' ? [args[index + 1]] : []));
    expect(maps).to.deep.equal(['[layer2]', '[layer1]', '[layer0]', '[sound]', '[peaks]']);
  });

  it('gives each layer its own IDRs and its own limit over half a second', () => {
    expect([argumentOf('-g:v:0'), argumentOf('-g:v:1'), argumentOf('-g:v:2')]).to.deep.equal(['60', '60', '8']);
    expect(argumentOf('-force_key_frames:v:2')).to.equal('expr:eq(mod(mod(n,60),8),0)');
    for (const [track, layer] of PLAN.layers.toReversed().entries()) {
      expect(argumentOf(`-maxrate:v:${track}`)).to.equal(`${layer.maxKbps}k`);
      expect(Number.parseInt(argumentOf(`-bufsize:v:${track}`)!, 10)).to.equal(Math.round(layer.maxKbps / 2));
    }
  });

  it('cuts a fragment every GOP', () => {
    expect(argumentOf('-frag_duration')).to.equal('2000000');
    expect(argumentOf('-movflags')).to.match(/empty_moov\+default_base_moof/);
  });
});
