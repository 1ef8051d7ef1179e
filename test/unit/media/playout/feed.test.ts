import { expect } from 'chai';
import { readNtpTime } from '../../../../media/rtp/ntp-time.js';
import { ABS_CAPTURE_TIME_ID, AUDIO_SSRC, videoSsrc } from '../../../../media/rtp/stream-identity.js';
import { globalFrameFromRtp, layerFromRtp, rtpTimeAt } from '../../../../shared/rtp-time.js';
import { frameTimeMs } from '../../../../shared/timeline/grid.js';
import { settle } from '../../../support/manual-clock.js';
import { MemoryFragments } from '../../../support/synthetic-media.js';
import {
  expectUnbroken,
  framesOf,
  framesShown,
  grid,
  layersShown,
  lineupOf,
  lineupWith,
  MEDIA,
  play,
  START_MS,
  sequenceOf,
  soundOf,
  startFrame,
  station,
} from './feed-fixture.js';

describe('feed', () => {
  it('P5 frames, packets and sequence numbers run on unbroken across items and loops', async () => {
    const running = station();
    await play(running, 14_000);
    const { sink } = running;
    for (const layer of [0, 1]) {
      const sent = sink.layer(videoSsrc(layer));
      expectUnbroken(framesOf(sent), startFrame);
      expect(framesOf(sent).length).to.be.within(415, 420);
      expectUnbroken(
        sent.map(({ packet }) => packet.sequenceNumber),
        1,
      );
    }
    expectUnbroken(
      sink.audio.map(({ packet }) => packet.timestamp / 960),
      sink.audio[0]!.packet.timestamp / 960,
    );
    expectUnbroken(
      sink.audio.map(({ packet }) => packet.sequenceNumber),
      1,
    );
  });

  it('plays the frame of the item that the timeline names', async () => {
    const running = station({ lineup: lineupOf('two', 'one') });
    await play(running, 4000);
    const bodies = running.sink
      .layer(videoSsrc(1))
      .filter(({ packet }) => (packet.payload[0]! & 0x1f) !== 24)
      .map(({ packet }) => packet.payload.at(-1));
    expect(bodies.slice(0, 45)).to.deep.equal(Array.from({ length: 45 }, (_, frame) => frame));
    expect(bodies.slice(45, 105)).to.deep.equal(Array.from({ length: 60 }, (_, frame) => frame));
  });

  it('P3 a frame’s first packet leaves on time', async () => {
    const running = station({ phaseMs: 7 });
    await play(running, 3000);
    for (const layer of [0, 1]) {
      for (const { sentMs, packet } of running.sink.layer(videoSsrc(layer))) {
        const dueMs = frameTimeMs(grid, globalFrameFromRtp(grid, packet.timestamp, sentMs)) + 7;
        expect(sentMs - dueMs).to.be.within(0, 3);
      }
    }
    for (const { sentMs, packet } of running.sink.audio) {
      expect((sentMs - 7 - START_MS) % 20, `audio ${packet.sequenceNumber}`).to.be.below(3);
    }
  });

  it('P3 spreads a large IDR over its frame interval, audio in between', async () => {
    const media = new MemoryFragments({ ...MEDIA, two: [{ layers: 2, frames: 45, idrBytes: 90_000 }] });
    const running = station({ media, lineup: lineupOf('two') });
    await play(running, 200);
    const idr = running.sink
      .layer(videoSsrc(1))
      .filter(({ packet, sentMs }) => globalFrameFromRtp(grid, packet.timestamp, sentMs) === startFrame);
    const times = idr.map(({ sentMs }) => sentMs - START_MS);
    expect(times.length).to.be.above(70);
    expect(times[0]).to.be.at.most(12);
    expect(times.at(-1)).to.be.within(15, 1000 / 30);
    const perInstant = times.length / new Set(times).size;
    expect(perInstant).to.be.below(40);
  });

  it('P3 late by more than a GOP: goes on at the present, counts it, sends no burst', async () => {
    const running = station();
    await play(running, 1000);
    running.pacer.close();
    const before = running.sink.audio.length;
    await running.clock.advance(10_000);
    await play(running, 1000);
    expect(running.stats.skips).to.equal(1);
    expect(running.stats.framesMissed).to.be.within(290, 400);
    expect(running.sink.audio.length - before).to.be.within(45, 60);
  });

  it('late by less: catches up without a burst and loses no frame', async () => {
    const running = station();
    await play(running, 500);
    running.pacer.close();
    await running.clock.advance(700);
    await play(running, 1000);
    expect(running.stats.skips).to.equal(0);
    expectUnbroken(framesOf(running.sink.layer(videoSsrc(0))), startFrame);
    const perInstant = new Map<number, number>();
    for (const { sentMs } of running.sink.audio) perInstant.set(sentMs, (perInstant.get(sentMs) ?? 0) + 1);
    expect(Math.max(...perInstant.values())).to.be.at.most(2);
  });

  it('after a jump a layer waits for an IDR, and shows the tune-in layer until its own', async () => {
    const running = station();
    await play(running, 1000);
    running.pacer.close();
    await running.clock.advance(5150);
    const jumpedMs = running.clock.now();
    await play(running, 4000);
    const after = running.sink.video.filter(({ sentMs }) => sentMs >= jumpedMs);
    for (const layer of [0, 1]) {
      const sent = after.filter(({ packet }) => packet.ssrc === videoSsrc(layer));
      // Frame 190 is the second item's frame 40, an IDR of its tune-in layer.
      expectUnbroken(framesOf(sent), startFrame + 190);
      expect(layersShown(sent).slice(0, 5)).to.deep.equal([0, 0, 0, 0, 0]);
      // With frame 195 the loop starts again, and with it a GOP.
      expect(new Set(layersShown(sent).slice(5))).to.deep.equal(new Set([layer]));
    }
    expect(running.sink.audio.find(({ sentMs }) => sentMs >= jumpedMs)!.sentMs - jumpedMs).to.be.at.most(grid.stepMs);
  });

  it('starts with every layer at once, whatever the frame: the SFU waits for the IDR, and climbs sooner', async () => {
    const running = station({ nowMs: START_MS + 350 });
    await play(running, 500);
    for (const layer of [0, 1]) expect(framesOf(running.sink.layer(videoSsrc(layer)))[0]).to.equal(startFrame + 12);
  });

  it('P6 every frame carries its scheduled UTC; layer k is a millisecond per layer later on both clocks', async () => {
    const running = station();
    await play(running, 2500);
    for (const { packet, sentMs } of running.sink.video) {
      const stamp = packet.extensions.get(ABS_CAPTURE_TIME_ID);
      if (stamp === undefined) continue;
      const layer = layerFromRtp(grid, packet.timestamp, sentMs);
      expect(packet.ssrc).to.equal(videoSsrc(layer));
      const scheduledMs = frameTimeMs(grid, globalFrameFromRtp(grid, packet.timestamp, sentMs));
      expect(readNtpTime(stamp, 0)).to.be.closeTo(scheduledMs + layer, 0.01);
    }
    for (const { packet } of running.sink.audio) {
      const capturedMs = readNtpTime(packet.extensions.get(ABS_CAPTURE_TIME_ID)!, 0);
      expect(rtpTimeAt(Math.round(capturedMs), 48_000)).to.equal(packet.timestamp);
    }
  });

  it('P6 a report for every stream after its first packet, three in quick succession, then each second, all on one line', async () => {
    const running = station();
    await play(running, 5500);
    const { reports } = running.sink;
    const complete = reports.filter(({ reports: list }) => list.length === 3);
    const gapsMs = complete.slice(1).map(({ sentMs }, index) => Math.round(sentMs - complete[index]!.sentMs));
    expect(gapsMs.length).to.be.within(6, 8);
    for (const [index, gapMs] of gapsMs.entries()) {
      if (index < 2) expect(gapMs).to.be.within(50, 135);
      else expect(gapMs).to.be.within(1000, 1035);
    }
    for (const { sentMs, reports: list } of reports) {
      for (const { ssrc, timeMs, rtpTimestamp, packetCount } of list) {
        expect(timeMs).to.be.closeTo(sentMs, 0.01);
        expect(rtpTimestamp).to.equal(rtpTimeAt(sentMs, ssrc === AUDIO_SSRC ? 48_000 : 90_000));
        expect(packetCount).to.be.above(0);
      }
    }
  });

  it('P2 has the next fragment before it airs, and reads each once', async () => {
    const running = station();
    await play(running, 6000);
    expect(running.stats.stalls).to.equal(0);
    expect(running.media.loads.slice(0, 5)).to.deep.equal(['one/0', 'one/1', 'one/2', 'two/0', 'one/0']);
  });

  it('P2 holds two fragments at the most, and none when it is closed', async () => {
    const running = station();
    running.pacer.add(running.feed);
    await settle();
    for (let second = 0; second < 40; second += 1) {
      await running.clock.advance(250);
      expect(running.media.held).to.be.within(1, 2);
    }
    running.pacer.close();
    running.feed.close();
    running.feed.close();
    expect(running.media.held).to.equal(0);
  });

  it('P5 an edit takes over without a seam, and what both have on air is not loaded again', async () => {
    const running = station();
    await play(running, 1000);
    running.feed.replaceLineup(lineupOf('one', 'one'), startFrame + 36);
    await running.clock.advance(6000);
    expectUnbroken(framesOf(running.sink.layer(videoSsrc(1))), startFrame);
    expect(running.media.loads).to.deep.equal(['one/0', 'one/1', 'one/2', 'one/0', 'one/1']);
  });

  it('P5 a forced edit takes over exactly on its frame, and every stream runs on', async () => {
    const running = station();
    await play(running, 1000);
    const cut = startFrame + 45;
    const forced = { id: 'f', sequence: sequenceOf('two'), startFrame: cut, endFrame: cut + 45, priority: 1 };
    running.feed.replaceLineup(lineupWith(forced), cut);
    await running.clock.advance(1500);
    const { sink, stats } = running;
    for (const layer of [0, 1]) {
      const sent = sink.layer(videoSsrc(layer));
      expectUnbroken(framesOf(sent).slice(0, 75), startFrame);
      expect(framesShown(sent).slice(40, 50)).to.deep.equal([40, 41, 42, 43, 44, 0, 1, 2, 3, 4]);
      expectUnbroken(
        sent.map(({ packet }) => packet.sequenceNumber),
        1,
      );
    }
    expectUnbroken(
      sink.audio.map(({ packet }) => packet.timestamp / 960),
      sink.audio[0]!.packet.timestamp / 960,
    );
    expect(soundOf(sink.audio).slice(70, 80)).to.deep.equal([70, 71, 72, 73, 74, 0, 1, 2, 3, 4]);
    expect(stats.stalls).to.equal(0);
  });

  it('P5 an edit that comes too late for its frame takes over at the next grid step', async () => {
    const running = station();
    await play(running, 1000);
    const forced = {
      ...{ id: 'f', sequence: sequenceOf('slate'), priority: 1 },
      ...{ startFrame: startFrame - 315, endFrame: startFrame + 300 },
    };
    running.feed.replaceLineup(lineupWith(forced), startFrame + 3);
    await running.clock.advance(1000);
    // At 950 ms frame 28 is out; the step with frame 30 is the next. The slate is 45 frames into a fragment there.
    const shown = framesShown(running.sink.layer(videoSsrc(0)));
    expect(shown.slice(28, 33)).to.deep.equal([28, 29, 48, 49, 50]);
    expect(soundOf(running.sink.audio).slice(48, 52)).to.deep.equal([48, 49, 75, 76]);
  });

  it('where a special ends in the middle of a GOP, every layer is back with the next IDR of the tune-in layer', async () => {
    const special = { id: 'x', sequence: sequenceOf('two'), startFrame, endFrame: startFrame + 45, priority: 1 };
    const running = station({ lineup: lineupWith(special) });
    await play(running, 5500);
    for (const layer of [0, 1]) {
      const sent = running.sink.layer(videoSsrc(layer));
      const frames = framesOf(sent);
      expectUnbroken(frames.slice(0, 45), startFrame);
      expectUnbroken(frames.slice(45), startFrame + 48);
      expect(framesShown(sent).slice(45, 57)).to.deep.equal(Array.from({ length: 12 }, (_, frame) => 48 + frame));
      expect(layersShown(sent).slice(45, 57)).to.deep.equal(new Array(12).fill(0));
      expect(new Set(layersShown(sent).slice(57))).to.deep.equal(new Set([layer]));
      expectUnbroken(
        sent.map(({ packet }) => packet.sequenceNumber),
        1,
      );
    }
  });

  it('no layer falls silent on a media that has fewer: its top one stands for them', async () => {
    const media = new MemoryFragments({ ...MEDIA, two: [{ layers: 1, frames: 45 }] });
    const running = station({ media, lineup: lineupOf('two', 'one') });
    await play(running, 3000);
    expectUnbroken(framesOf(running.sink.layer(videoSsrc(1))), startFrame);
  });

  it('keeps sending to the other sinks when one throws', async () => {
    const running = station();
    const fail = () => {
      throw new Error('the worker is gone');
    };
    running.feed.addSink({ sendVideo: fail, sendAudio: fail, sendRtcp: fail });
    await play(running, 1000);
    expect(running.sink.audio.length).to.be.above(40);
    expect(running.stats.sinkErrors).to.be.above(80);
  });
});
