import { expect } from 'chai';
import { globalFrame, type PlannedItem, streamFrame } from '../support/air-plan.js';
import { broadcast } from '../support/broadcast.js';
import type { HostClient } from '../support/host-client.js';
import type { SeenFrame } from '../support/page-probe.js';
import { ViewerPage } from '../support/viewer-page.js';

const FPS = 30;
const CHANNEL = 'personal';
/** From the first request of the set-up to the turn that is watched, if the machine is not busy. */
const SET_UP_MS = 14_000;
const BEFORE_MS = 1000;

// One turn of the programme: all of clip 1, then a slot of three seconds.
const CLIP_1_FRAMES = 120;
const SLOT_FRAMES = 90;
const TURN_FRAMES = CLIP_1_FRAMES + SLOT_FRAMES;
/** A third item, which an edit puts at the end. */
const CLIP_3_FRAMES = 48;
/** The special is clip 3 a second into the turn after the one with Bob's own sequence. */
const SPECIAL_AFTER_FRAMES = 30;
const TUNE_IN_IDR_FRAMES = 8;
const GOP_FRAMES = 60;

const VIEWERS = ['default', 'french', 'bob'] as const;
type Viewer = (typeof VIEWERS)[number];

/** What a frame must show: the number of the clip and of the frame in it. */
interface Shown {
  readonly clip: number;
  readonly frame: number;
}

interface Next {
  readonly clip: number | undefined;
  readonly startsAtMs: number | undefined;
}

interface PlayerElement {
  position(): { readonly globalTimeMs: number } | null;
  next(): { readonly mediaId: string; readonly startsAtMs: number } | null;
}

/**
 * Three viewers of one channel: one without a token, one whose token says `lang=fr`, and Bob, an audience of one. The
 * host edits the schedule over the API while they watch.
 */
describe('a channel that each viewer has an own programme on', function () {
  this.timeout(90_000);
  const air = broadcast();

  const pages = {} as Record<Viewer, ViewerPage>;
  const seen = {} as Record<Viewer, SeenFrame[]>;
  const streams = {} as Record<Viewer, number[][]>;
  let items: readonly PlannedItem[];
  /** What players said, after an edit, that comes next. */
  const told: { viewer: Viewer; at: number; next: Next }[] = [];
  /** The first frame of the turn that has Bob's own sequence in its slot. */
  let turnA: number;

  before(async () => {
    items = air.station.plan.items;
    const [one, two, three] = items as [PlannedItem, PlannedItem, PlannedItem];
    const host = await air.signInByApi();
    const schedule = `/channels/${CHANNEL}/schedule`;

    turnA = Math.ceil((Date.now() + SET_UP_MS) / 1000) * FPS;
    await host.send('POST', '/channels', { slug: CHANNEL, name: 'Personal', fillerMediaId: two.mediaId });
    const programmeItems = [
      { mediaId: one.mediaId },
      {
        slot: {
          ...{ name: 'Between', durationMs: (SLOT_FRAMES * 1000) / FPS, fallbackMediaId: three.mediaId },
          variants: [{ when: { lang: 'fr' }, mediaId: two.mediaId }],
        },
      },
    ];
    const programme = await host.send<{ id: string }>('POST', '/sequences', {
      name: 'Programme',
      items: programmeItems,
    });
    const startsAt = msOf(turnA - 500 * TURN_FRAMES);
    await host.send('POST', `${schedule}?force=true`, { sequenceId: programme.id, startsAt, loop: true });
    const own = { name: 'For Bob', items: [{ mediaId: one.mediaId, inMs: 2000 }] };
    const forBob = await host.send<{ id: string }>('POST', '/sequences', own);
    const special = await host.send<{ id: string }>('POST', '/sequences', {
      name: 'Special',
      items: [{ mediaId: three.mediaId }],
    });

    for (const viewer of VIEWERS) pages[viewer] = await ViewerPage.open(air.browser, await addressOf(viewer, host));
    for (const viewer of VIEWERS) await pages[viewer].watch(30);
    while (msOf(turnA) < Date.now() + BEFORE_MS) turnA += TURN_FRAMES;

    // While clip 1 is on air in turn A, its slot becomes Bob's own.
    await until(turnA + 15);
    await host.send('POST', schedule, {
      ...{ sequenceId: forBob.id, priority: 1, when: { viewer: 'bob' }, loop: true },
      ...{ startsAt: msOf(turnA + CLIP_1_FRAMES), endsAt: msOf(turnA + TURN_FRAMES) },
    });
    // While each watches another programme, a special is put over the next turn.
    await until(turnA + CLIP_1_FRAMES + 15);
    await host.send('POST', schedule, {
      ...{ sequenceId: special.id, priority: 10, startsAt: msOf(turnA + TURN_FRAMES + SPECIAL_AFTER_FRAMES) },
    });
    await until(turnA + TURN_FRAMES + 22);
    await askWhatComesNext();
    // While clip 1 is on air again, the programme becomes longer.
    await until(turnA + TURN_FRAMES + 90);
    await host.send('PATCH', `/sequences/${programme.id}`, { items: [...programmeItems, { mediaId: three.mediaId }] });

    await until(turnA + 2 * TURN_FRAMES - 5);
    await askWhatComesNext();

    const sinceMs = msOf(turnA);
    const durationMs = msOf(turnA + 2 * TURN_FRAMES + CLIP_3_FRAMES + 30) - sinceMs;
    await Promise.all(
      VIEWERS.map(async (viewer) => {
        seen[viewer] = await pages[viewer].watchFor({ sinceMs, durationMs });
        streams[viewer] = await pages[viewer].streams();
      }),
    );
  });

  for (const viewer of VIEWERS) {
    describe(`as ${viewer} sees it`, () => {
      it('is on every frame what the plan has for that viewer', () => {
        for (const { reading, rtpTimestamp, displayedAtMs } of seen[viewer]) {
          const at = globalFrame({ fps: FPS }, rtpTimestamp, displayedAtMs);
          const where = `${at - turnA} frames into turn A`;
          expect(reading, where).to.include({ kind: 'frame', ...planned(viewer, at) });
        }
      });

      it('changes on the frame: both sides of every change were received', () => {
        const received = new Set(framesOf(streams[viewer]).map((frame) => frame.globalFrame));
        for (const change of changes(viewer)) {
          expect(received.has(change - 1), `the last frame before ${change - turnA}`).to.equal(true);
          const back = firstDecodable(viewer, change);
          expect(back - change).to.be.below(TUNE_IN_IDR_FRAMES);
          expect(received.has(back), `the first frame after ${change - turnA}`).to.equal(true);
        }
      });

      it('has every frame once and in order on each connection, but for those that no decoder could start with', () => {
        for (const stream of streams[viewer]) {
          const frames = framesOf([stream]);
          const breaks = frames.slice(1).filter(({ globalFrame: at, layer }, index) => {
            const before = frames[index]!;
            const isNext = at === before.globalFrame + 1;
            const isMove = at === before.globalFrame && layer !== before.layer;
            const isResumed = changes(viewer).some(
              (change) => before.globalFrame === change - 1 && at === firstDecodable(viewer, change),
            );
            return !isNext && !isMove && !isResumed;
          });
          expect(breaks).to.deep.equal([]);
        }
      });

      it('is named by position() as it is in the picture', () => {
        for (const { reading, position } of seen[viewer]) {
          expect(reading).to.include({ kind: 'frame', frame: position?.frame });
        }
      });

      it('logs no error', () => {
        expect(pages[viewer].errors).to.deep.equal([]);
      });
    });
  }

  it('parts them for the slot and brings them together on one frame', () => {
    const slot = turnA + CLIP_1_FRAMES;
    for (const at of [slot, slot + 10, slot + SLOT_FRAMES - 1]) {
      const shown = VIEWERS.map((viewer) => JSON.stringify(planned(viewer, at)));
      expect(new Set(shown).size, `frame ${at - slot} of the slot`).to.equal(3);
    }
    for (const at of [slot - 1, slot + SLOT_FRAMES]) {
      const shown = VIEWERS.map((viewer) => JSON.stringify(planned(viewer, at)));
      expect(new Set(shown).size).to.equal(1);
    }
  });

  it('is told what comes next as the host has edited it', () => {
    expect(told.map(({ at }) => at - turnA).every((at) => at > TURN_FRAMES)).to.equal(true);
    for (const { viewer, at, next } of told) {
      const change = changes(viewer).find((frame) => frame > at)!;
      const { clip } = planned(viewer, change);
      expect(next, `${viewer}, ${at - turnA} frames into turn A`).to.deep.equal({ clip, startsAtMs: msOf(change) });
    }
  });

  it('moves Bob alone to a feed of his own, with his picture going on until the new one is there', () => {
    // A player may also start anew by itself, where its browser was held up.
    expect(VIEWERS.map((viewer) => pages[viewer].moves)).to.deep.equal([0, 0, 1]);
    expect(streams.bob.length).to.be.at.least(2);
    const shown = seen.bob.map((frame) => streamFrame({ fps: FPS }, frame.rtpTimestamp, frame.displayedAtMs));
    const again = shown.slice(1).filter(({ globalFrame: at, layer }, index) => {
      const before = shown[index]!;
      const isMove = at === before.globalFrame && layer !== before.layer;
      return at <= before.globalFrame && !isMove;
    });
    expect(again, 'frames shown again').to.deep.equal([]);
    // The new picture may be nearer to the clock than the old one was: then the screen skips what lies between.
    const received = streams.bob.map((stream) => framesOf([stream]).map((frame) => frame.globalFrame));
    for (const [index, after] of received.slice(1).entries()) {
      const before = received[index]!;
      expect(after[0]! - before.at(-1)!, 'frames that neither connection received').to.be.below(2);
    }
  });

  /** What the plan has for a viewer, by plain counting. */
  function planned(viewer: Viewer, at: number): Shown {
    const since = at - turnA;
    const special = since - TURN_FRAMES - SPECIAL_AFTER_FRAMES;
    if (special >= 0 && special < CLIP_3_FRAMES) return { clip: 3, frame: special };
    const inTurnA = since - CLIP_1_FRAMES;
    // Two seconds into clip 1, again and again.
    if (viewer === 'bob' && inTurnA >= 0 && inTurnA < SLOT_FRAMES) return { clip: 1, frame: 60 + (inTurnA % 60) };
    // The edit counts from the end of clip 1 in the turn after A; until then turns are shorter by clip 3.
    const isEdited = since >= TURN_FRAMES + CLIP_1_FRAMES;
    const turn = TURN_FRAMES + (isEdited ? CLIP_3_FRAMES : 0);
    const inTurn = (((since - (isEdited ? TURN_FRAMES : 0)) % turn) + turn) % turn;
    if (inTurn < CLIP_1_FRAMES) return { clip: 1, frame: inTurn };
    const inSlot = inTurn - CLIP_1_FRAMES;
    if (inSlot >= SLOT_FRAMES) return { clip: 3, frame: inSlot - SLOT_FRAMES };
    // Clip 2 is longer than the slot and is cut; clip 3 is shorter, and the filler, clip 2, fills it up.
    if (viewer === 'french') return { clip: 2, frame: inSlot };
    return inSlot < CLIP_3_FRAMES ? { clip: 3, frame: inSlot } : { clip: 2, frame: inSlot - CLIP_3_FRAMES };
  }

  /** The frames at which the plan has another picture than the next one for a viewer. */
  function changes(viewer: Viewer): number[] {
    const last = turnA + 2 * TURN_FRAMES + CLIP_3_FRAMES;
    const found: number[] = [];
    for (let at = turnA + 1; at <= last; at += 1) {
      const [before, now] = [planned(viewer, at - 1), planned(viewer, at)];
      if (now.clip !== before.clip || now.frame !== before.frame + 1) found.push(at);
    }
    return found;
  }

  /** Where a programme goes on in the middle of a GOP, its first IDR is one of the tune-in layer. */
  function firstDecodable(viewer: Viewer, change: number): number {
    let at = change;
    while ((planned(viewer, at).frame % GOP_FRAMES) % TUNE_IN_IDR_FRAMES !== 0) at += 1;
    return at;
  }

  function framesOf(lists: readonly number[][]) {
    const nowMs = msOf(turnA);
    return lists.flatMap((list) => list.map((timestamp) => streamFrame({ fps: FPS }, timestamp, nowMs)));
  }

  async function addressOf(viewer: Viewer, host: HostClient): Promise<string> {
    const address = `${air.server.url}/watch/${CHANNEL}`;
    if (viewer === 'default') return address;
    const audience = viewer === 'french' ? { lang: 'fr' } : {};
    const { token } = await host.send<{ token: string }>('POST', `/channels/${CHANNEL}/tokens`, {
      ...{ viewerId: viewer, audience, expiresInSeconds: 600 },
    });
    return `${address}?token=${token}`;
  }

  async function askWhatComesNext(): Promise<void> {
    const answers = VIEWERS.map(async (viewer) => {
      const { atMs, next } = await pages[viewer].page.evaluate(() => {
        const player = document.querySelector('streamsync-player') as unknown as PlayerElement;
        return { atMs: player.position()!.globalTimeMs, next: player.next() };
      });
      const clip = items.find(({ mediaId }) => mediaId === next?.mediaId)?.clip;
      told.push({ viewer, at: Math.round((atMs * FPS) / 1000), next: { clip, startsAtMs: next?.startsAtMs } });
    });
    await Promise.all(answers);
  }

  /** Waits until a frame is on the screen of who has the default programme. */
  async function until(at: number): Promise<void> {
    await pages.default.watch(1, { sinceMs: msOf(at), timeoutMs: 30_000 });
  }
});

function msOf(frame: number): number {
  return (frame * 1000) / FPS;
}
