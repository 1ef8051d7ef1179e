import { expect } from 'chai';
import type { OnAir } from '../../../../../server/air/airing/on-air.js';
import { ViewerRoster } from '../../../../../server/air/viewers/viewer-roster.js';
import type { ViewerSeat } from '../../../../../server/air/viewers/viewer-seat.js';
import { ANYBODY, type ViewerPass } from '../../../../../server/credentials/viewer-pass.js';
import { CodedError } from '../../../../../shared/errors.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { compileLineup } from '../../../../../shared/timeline/lineup.js';
import { ManualClock } from '../../../../support/manual-clock.js';
import { slate } from '../../../../support/timeline-items.js';

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const lineup = compileLineup({ version: 1, grid: gridFor(30), entries: [], gapFill: slate(60) });

function onAir(slug: string, rest: Partial<OnAir['channel']> = {}): OnAir {
  const channel: OnAir['channel'] = {
    ...{ slug, name: slug, visibility: 'public' as const, targetLatencyMs: 100, maxViewers: null },
    adaptiveLatency: false,
    ...{ createdAtMs: 0, ...rest },
  };
  return { channel, lineup, effectiveAtMs: 0 };
}

function invited(tokenId: string, rest: Partial<ViewerPass> = {}): ViewerPass {
  return { ...ANYBODY, tokenId, ...rest };
}

/** Leaves when it is told to, as a session does. */
function sit(roster: ViewerRoster, seat: ViewerSeat): ViewerSeat & { endedBy?: string } {
  const sitting: ViewerSeat & { endedBy?: string } = seat;
  seat.once('ended', ({ code }) => {
    sitting.endedBy = code;
    roster.leave(seat);
  });
  return sitting;
}

function refusal(act: () => unknown): string {
  try {
    act();
    return 'let in';
  } catch (error) {
    return CodedError.from(error).code;
  }
}

describe('viewer roster', () => {
  let clock: ManualClock;
  let roster: ViewerRoster;

  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    roster = new ViewerRoster(clock);
  });

  it('knows who watches which channel, in the order they came, until they leave', () => {
    const first = roster.take(onAir('a'), ANYBODY);
    const second = roster.take(onAir('a'), ANYBODY);
    roster.take(onAir('b'), ANYBODY);
    expect(roster.list('a')).to.deep.equal([first, second]);
    roster.leave(first);
    roster.leave(first);
    expect(roster.list('a')).to.deep.equal([second]);
    expect([roster.count('a'), roster.count('b'), roster.count('c')]).to.deep.equal([1, 1, 0]);
  });

  it('lets no more in than the channel has room for', () => {
    const full = onAir('a', { maxViewers: 2 });
    const first = roster.take(full, ANYBODY);
    roster.take(full, ANYBODY);
    expect(refusal(() => roster.take(full, ANYBODY))).to.equal('channel-full');
    expect(refusal(() => roster.take(onAir('b', { maxViewers: 2 }), ANYBODY))).to.equal('let in');
    roster.leave(first);
    expect(refusal(() => roster.take(full, ANYBODY))).to.equal('let in');
  });

  it('lets no more in with one token than it allows', () => {
    const once = invited('t', { maxSessions: 1 });
    roster.take(onAir('a'), once);
    expect(refusal(() => roster.take(onAir('a'), once))).to.equal('token-in-use');
    expect(refusal(() => roster.take(onAir('a'), invited('u', { maxSessions: 1 })))).to.equal('let in');
    expect(refusal(() => roster.take(onAir('a'), ANYBODY))).to.equal('let in');
  });

  it('does not count the seat that a viewer leaves for the new one', () => {
    const only = onAir('a', { maxViewers: 1 });
    const pass = invited('t', { maxSessions: 1 });
    const before = roster.take(only, pass);
    expect(refusal(() => roster.take(only, pass, before))).to.equal('let in');
  });

  it('gives the seat of one who lost the connection to one who asks, and only then', () => {
    const full = onAir('a', { maxViewers: 2 });
    const cutOff = sit(roster, roster.take(full, invited('t', { maxSessions: 1 })));
    const watching = sit(roster, roster.take(full, ANYBODY));
    cutOff.isOrphaned = true;
    const again = sit(roster, roster.take(full, invited('t', { maxSessions: 1 })));
    expect(cutOff.endedBy).to.equal('token-in-use');
    again.isOrphaned = true;
    sit(roster, roster.take(full, ANYBODY));
    expect([again.endedBy, watching.endedBy]).to.deep.equal(['channel-full', undefined]);
    expect(roster.count('a')).to.equal(2);
  });

  it('sends away those who are meant, each told why, and one who is still being let in as well', () => {
    const sitting = sit(roster, roster.take(onAir('a'), invited('t')));
    const entering = roster.take(onAir('a'), invited('t'));
    const other = sit(roster, roster.take(onAir('a'), invited('u')));
    roster.endWhere(({ pass }) => pass.tokenId === 't', 'token-revoked');
    expect([sitting.endedBy, other.endedBy]).to.deep.equal(['token-revoked', undefined]);
    expect(refusal(() => entering.assertHeld())).to.equal('token-revoked');
  });

  it('ends a seat at the instant that its token runs out, months ahead too, and leaves no timer', async () => {
    const brief = sit(roster, roster.take(onAir('a'), invited('t', { expiresAtMs: NOW_MS + 5000 })));
    const long = sit(roster, roster.take(onAir('a'), invited('u', { expiresAtMs: NOW_MS + 60 * DAY_MS })));
    await clock.advance(4999);
    expect(brief.endedBy).to.equal(undefined);
    await clock.advance(1);
    expect(brief.endedBy).to.equal('token-expired');
    await clock.advance(60 * DAY_MS - 5001);
    expect(long.endedBy).to.equal(undefined);
    await clock.advance(1);
    expect(long.endedBy).to.equal('token-expired');
    const left = roster.take(onAir('a'), invited('v', { expiresAtMs: clock.now() + 5000 }));
    roster.leave(left);
    expect(clock.timerCount).to.equal(0);
  });

  it('keeps the seat of a viewer who renews its token in time, and ends it with the newer one', async () => {
    const seat = sit(roster, roster.take(onAir('a'), invited('t', { expiresAtMs: NOW_MS + 5000 })));
    await clock.advance(4000);
    roster.renew(seat, invited('u', { expiresAtMs: NOW_MS + 9000 }));
    expect(seat.expiresInMs).to.equal(5000);
    await clock.advance(4999);
    expect([seat.endedBy, seat.pass.tokenId]).to.deep.equal([undefined, 'u']);
    await clock.advance(1);
    expect(seat.endedBy).to.equal('token-expired');
    expect(clock.timerCount).to.equal(0);
  });

  it('renews with a token of the same viewer and audience alone, that is not in use, and while the seat is held', () => {
    const ann = { audience: { lang: 'fr', viewer: 'ann' } };
    const seat = roster.take(onAir('a'), invited('t', ann));
    roster.take(onAir('a'), invited('taken', { ...ann, maxSessions: 1 }));
    const renewed = (pass: ViewerPass) => refusal(() => roster.renew(seat, pass));
    expect(renewed(invited('u', { audience: { lang: 'fr', viewer: 'bob' } }))).to.equal('bad-request');
    expect(renewed(invited('u', { audience: { viewer: 'ann' } }))).to.equal('bad-request');
    expect(renewed(ANYBODY)).to.equal('bad-request');
    expect(renewed(invited('taken', { ...ann, maxSessions: 1 }))).to.equal('token-in-use');
    expect(renewed(invited('t', { ...ann, maxSessions: 1 })), 'its own').to.equal('let in');
    expect(renewed(invited('u', { audience: { viewer: 'ann', lang: 'fr' } }))).to.equal('let in');
    roster.leave(seat);
    expect(renewed(invited('v', { ...ann, expiresAtMs: NOW_MS + 5000 }))).to.equal('not-joined');
    expect(clock.timerCount).to.equal(0);
  });

  it('tells a viewer what is new for it: the timeline, the target latency', () => {
    const seat = roster.take(onAir('a'), ANYBODY);
    const told: unknown[] = [];
    seat.on('timeline', (it) => told.push(it.lineup.version));
    seat.on('target-latency', (target) => told.push(target));
    seat.tune(onAir('a', { targetLatencyMs: 300 }));
    expect(told).to.deep.equal([300]);
    const edited = compileLineup({ version: 2, grid: gridFor(30), entries: [], gapFill: slate(60) });
    seat.tune({ ...onAir('a', { targetLatencyMs: 300 }), lineup: edited });
    expect(told).to.deep.equal([300, 2]);
  });

  it('is parted from its feed once, however often it is told', () => {
    const seat = roster.take(onAir('a'), ANYBODY);
    let times = 0;
    seat.on('split', () => (times += 1));
    seat.part();
    seat.part();
    expect([times, seat.hasParted]).to.deep.equal([1, true]);
  });
});
