import { expect } from 'chai';
import { ProgressReport } from '../../../../media/ingest/progress.js';

describe('ProgressReport', () => {
  it('follows how much ffmpeg has written', () => {
    const report = new ProgressReport();
    const gotOn = ['frame=12', 'out_time_us=400000', 'out_time_ms=400000', 'speed=2.1x', 'progress=continue'].map(
      (line) => report.push(line),
    );
    expect(gotOn).to.deep.equal([true, true, false, false, false]);
    expect(report.outTimeS).to.equal(0.4);
  });

  it('takes a repeated or smaller number for no progress', () => {
    const report = new ProgressReport();
    report.push('out_time_us=400000');
    for (const line of ['out_time_us=400000', 'out_time_us=-5', 'out_time_us=N/A', 'frame=0']) {
      expect(report.push(line), line).to.equal(false);
    }
    expect(report.outTimeS).to.equal(0.4);
  });
});
