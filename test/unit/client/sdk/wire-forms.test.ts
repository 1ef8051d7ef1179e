import { expect } from 'chai';
import fc from 'fast-check';
import { EVENT_FORMS, isAnswerTo, isPlayerConfig } from '../../../../client/sdk/wire-forms.js';
import { playerConfigSchema } from '../../../../shared/api/config.js';
import { timelineWindowSchema } from '../../../../shared/protocol/viewer.js';

const WINDOW = {
  ...{ version: 3, fps: 30, effectiveAtMs: 1, untilMs: 2 },
  airings: [
    {
      ...{ mediaId: 'm', title: 'One', itemIndex: 0 },
      ...{ startFrame: 1, endFrame: 2, inFrame: 0 },
    },
  ],
};
const CONSUMER = { id: 'c', producerId: 'p', kind: 'video', rtpParameters: {} };
const JOIN = {
  ...{ ok: true, session: 's', targetLatencyMs: 200, timeline: WINDOW },
  transport: { id: 't', iceParameters: {}, iceCandidates: [{}], dtlsParameters: {} },
  consumers: { video: CONSUMER, audio: { ...CONSUMER, kind: 'audio' } },
};
const CONFIG = { protocol: 1, routerRtpCapabilities: {}, iceServers: [{ urls: 'stun:a.example' }] };

/** Every value with one of its parts left out or replaced, however deep. */
function* damaged(value: unknown, replacements: readonly unknown[]): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[name];
    for (const other of [...replacements, ...damaged(part, replacements)]) {
      yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    }
  }
}

describe('wire-forms', () => {
  it('take what the server says', () => {
    expect(isAnswerTo('join', JOIN)).to.equal(true);
    const turn = { urls: ['turn:a.example'], username: 'u', credential: 'c' };
    expect(isAnswerTo('join', { ...JOIN, tokenExpiresInMs: 5, iceServers: [turn], more: {} })).to.equal(true);
    expect(isAnswerTo('ping', { ok: true, t0: 1, t1: 2, t2: 3 })).to.equal(true);
    expect(isAnswerTo('renew', { ok: true })).to.equal(true);
    expect(isAnswerTo('leave', { ok: true })).to.equal(true);
    expect(isAnswerTo('join', { ok: false, error: { code: 'not-ready', message: 'Wait.' } })).to.equal(true);
    expect(EVENT_FORMS.moved({ code: 'moved', message: '' })).to.equal(true);
  });

  it('take nothing from which a part is missing, or in which one is of another kind', () => {
    const isTaken = (answer: unknown) => isAnswerTo('join', answer);
    for (const answer of damaged(JOIN, [undefined, Number.NaN])) {
      expect(isTaken(answer), JSON.stringify(answer)).to.equal(false);
    }
    for (const answer of [null, undefined, 'ok', [], {}, { ok: true }, { ok: false }, { ok: false, error: {} }]) {
      expect(isTaken(answer)).to.equal(false);
    }
    expect(isAnswerTo('renew', { ok: true, tokenExpiresInMs: null })).to.equal(false);
    expect(isAnswerTo('ping', { ok: true, t0: 1, t1: '2', t2: 3 })).to.equal(false);
    expect(isAnswerTo('restart-ice', { ok: true })).to.equal(false);
    expect(isAnswerTo('restart-ice', { ok: true, iceParameters: {}, iceServers: [{}] })).to.equal(false);
  });

  it('take whatever the schemas of the server take, and of the rest nothing that they would stumble over', () => {
    const whole = { ...WINDOW, airings: [{ kind: 'media', sequenceId: null, ...WINDOW.airings[0] }] };
    for (const window of [whole, ...damaged(whole, [undefined, null, 'x', 5, [], {}])]) {
      if (timelineWindowSchema.safeParse(window).success) expect(EVENT_FORMS.timeline(window)).to.equal(true);
    }
    for (const config of damaged(CONFIG, [undefined, null, 'x', 5, [], {}])) {
      if (isPlayerConfig(config)) expect(playerConfigSchema.safeParse(config).success).to.equal(true);
    }
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const form of [...Object.values(EVENT_FORMS), isPlayerConfig]) form(value);
        isAnswerTo('join', value);
      }),
    );
  });
});
