import { setImmediate } from 'node:timers/promises';
import {
  type AudienceChange,
  type EditPreview,
  MOST_AIR_CHANGES,
  type ScheduleConflict,
} from '../../../shared/api/edit.js';
import { CodedError } from '../../../shared/errors.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { ChannelPlan, PlannedEntry } from '../../../shared/timeline/channel-plan.js';
import { findConflict } from '../../../shared/timeline/conflict.js';
import { GAP_REACH_S } from '../../../shared/timeline/gap.js';
import { frameAt, frameTimeMs, type Grid } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { changesNow, diffLineups, type LineupChange } from '../../../shared/timeline/lineup-diff.js';
import { type Airing, airingAtFrame, spanWithin } from '../../../shared/timeline/position.js';
import type { FrameIndex } from '../../../shared/units.js';
import { planChannelInSlices } from '../planning/channel-timeline.js';
import type { ConnectedAudiences } from '../planning/connected-audiences.js';
import { inSlices } from '../store/in-slices.js';
import type { MediaRecord } from '../store/media-store.js';
import { type ChangeWindow, changeWindows } from './change-windows.js';
import { type ChannelDraft, concernedBy, entriesAdded } from './channel-draft.js';

const MOST_AUDIENCES = 256;
/** Of those that a lower priority may keep from changing anything, so many are looked through. */
const MOST_WINDOWS = 200;
const WINDOWS_A_SLICE = 20;
/** As far as `findConflict` goes through whole schedules. */
const CONFLICTS_WITHIN_S = 800 * 86_400;
const STARTS_A_SLICE = 50;

/** What every plan is made with. */
export interface PlanRoom {
  readonly grid: Grid;
  readonly slate: MediaRecord;
}

type ChannelVerdict = EditPreview['channels'][number] & { readonly conflict: ScheduleConflict | null };

/** What the drafts of an edit would do to what is on air, for everybody it may matter to (TL4, TL5). */
export async function judge(
  drafts: readonly ChannelDraft[],
  room: PlanRoom,
  connected: ConnectedAudiences,
): Promise<EditPreview> {
  const verdicts: ChannelVerdict[] = [];
  for (const draft of drafts) verdicts.push(await judgeChannel(draft, room, connected));
  return {
    conflict: verdicts.find(({ conflict }) => conflict !== null)?.conflict ?? null,
    needsForce: verdicts.some(({ audiences }) => audiences.some((audience) => audience.changesNow)),
    channels: verdicts.map(({ conflict: _, ...channel }) => channel),
  };
}

/** @throws CodedError schedule-conflict; on-air-change unless the edit is forced. The verdict is in the details. */
export function refuse(preview: EditPreview, force: boolean): void {
  const { conflict, needsForce } = preview;
  if (conflict !== null) {
    const { channel, entryId, from } = conflict;
    const when = new Date(from).toISOString();
    throw new CodedError(
      'schedule-conflict',
      `On "${channel}", entry ${entryId} of the same priority is in the way at ${when}: move one, or raise its priority.`,
      { ...preview },
    );
  }
  if (needsForce && !force) throw new CodedError('on-air-change', undefined, { ...preview });
}

/** Feeds are paced on this thread: they get their turn before each step that takes as long as the schedule is. */
async function judgeChannel(
  draft: ChannelDraft,
  room: PlanRoom,
  connected: ConnectedAudiences,
): Promise<ChannelVerdict> {
  await setImmediate();
  const { grid, slate } = room;
  const { channel, effectiveAtMs } = draft.after;
  const before = await planChannelInSlices(draft.before, grid, slate);
  await setImmediate();
  const after = await planChannelInSlices(draft.after, grid, slate);
  await setImmediate();
  const fromFrame = frameAt(grid, effectiveAtMs);
  await workOutStarts(before.entries, fromFrame, fromFrame);
  await workOutStarts(after.entries, fromFrame, fromFrame + CONFLICTS_WITHIN_S * grid.fps);
  const windows = changeWindows(draft, before, after, fromFrame);
  const audiences: AudienceChange[] = [];
  const seen = audiencesOf(before, after, connected.audiencesOf(channel.slug));
  for (const audience of seen.filter(concernedBy(draft))) {
    await setImmediate();
    const change = await audienceChange(audience, before, after, fromFrame, windows);
    if (change.changesNow || change.changes.length > 0) audiences.push(change);
  }
  await setImmediate();
  return {
    ...{ channel: channel.slug, version: channel.scheduleVersion, effectiveAt: effectiveAtMs, audiences },
    conflict: firstConflict(draft, after, fromFrame),
  };
}

/**
 * What rules come to is by far the most of the work, and kept once it is done: done here, a few entries at a time, it is at
 * hand for everything that goes through a whole schedule in one go.
 */
async function workOutStarts(
  entries: readonly PlannedEntry[],
  fromFrame: FrameIndex,
  toFrame: FrameIndex,
): Promise<void> {
  const repeating = entries.filter(({ starts }) => starts.repeats);
  const workOut = ({ starts }: PlannedEntry) =>
    void [starts.lastAtOrBefore(fromFrame), starts.between(fromFrame, toFrame)];
  await inSlices(repeating, workOut, STARTS_A_SLICE);
}

function firstConflict(draft: ChannelDraft, after: ChannelPlan, fromFrame: FrameIndex): ScheduleConflict | null {
  const { channel, entries } = draft.after;
  const added = new Set(entriesAdded(draft).map(({ id }) => id));
  const planned = after.entries.map(({ id }) => id).filter((id) => added.has(id));
  const conflict = findConflict(after, planned, fromFrame);
  if (conflict === null) return null;
  const { sequenceId } = entries.find(({ id }) => id === conflict.entryId)!;
  return {
    ...{ channel: channel.slug, entryId: conflict.entryId, sequenceId, with: conflict.with },
    ...{ from: frameTimeMs(after.grid, conflict.startFrame), to: endMs(after.grid, conflict.endFrame) },
  };
}

/** One audience for each way that the two versions can be seen in. */
function audiencesOf(before: ChannelPlan, after: ChannelPlan, connected: Iterable<Audience>): Audience[] {
  const bySignature = new Map<string, Audience>();
  for (const audience of [...before.samples, ...after.samples, ...connected]) {
    const signature = JSON.stringify([before.signatureOf(audience), after.signatureOf(audience)]);
    if (!bySignature.has(signature)) bySignature.set(signature, audience);
    if (bySignature.size === MOST_AUDIENCES) break;
  }
  return [...bySignature.values()];
}

async function audienceChange(
  audience: Audience,
  before: ChannelPlan,
  after: ChannelPlan,
  fromFrame: FrameIndex,
  windows: readonly ChangeWindow[],
): Promise<AudienceChange> {
  const was = before.lineupFor(audience);
  await setImmediate();
  const willBe = after.lineupFor(audience);
  await setImmediate();
  const isNow = changesNow(was, willBe, fromFrame);
  const changes: LineupChange[] = [];
  for (const [index, { startFrame, endFrame }] of windows.slice(0, MOST_WINDOWS).entries()) {
    if (changes.length === MOST_AIR_CHANGES) break;
    if (index % WINDOWS_A_SLICE === WINDOWS_A_SLICE - 1) await setImmediate();
    changes.push(...diffLineups(was, willBe, startFrame, endFrame, MOST_AIR_CHANGES - changes.length));
  }
  // A filler that merely starts elsewhere in itself is not listed; where it is on air, it jumps.
  if (isNow && changes[0]?.startFrame !== fromFrame) changes.unshift(jumpAt(was, willBe, fromFrame));
  return {
    audience,
    changesNow: isNow,
    changes: changes.slice(0, MOST_AIR_CHANGES).map((change) => changeView(after.grid, change)),
  };
}

function jumpAt(was: Lineup, willBe: Lineup, startFrame: FrameIndex): LineupChange {
  const farFrame = startFrame + GAP_REACH_S * was.grid.fps;
  const [a, b] = [was, willBe].map((lineup) => spanWithin(lineup, startFrame, startFrame, farFrame).endFrame);
  return {
    ...{ startFrame, endFrame: Math.min(a!, b!) },
    ...{ before: airingAtFrame(was, startFrame), after: airingAtFrame(willBe, startFrame) },
  };
}

function changeView(
  grid: Grid,
  { startFrame, endFrame, before, after }: LineupChange,
): AudienceChange['changes'][number] {
  return {
    ...{ from: frameTimeMs(grid, startFrame), to: endMs(grid, endFrame) },
    ...{ before: onAir(grid, before, startFrame), after: onAir(grid, after, startFrame) },
  };
}

function onAir(grid: Grid, { item, sequenceId, inFrame, startFrame }: Airing, atFrame: FrameIndex) {
  const { kind, mediaId, title } = item;
  return { kind, mediaId, title, sequenceId, offsetMs: frameTimeMs(grid, inFrame + atFrame - startFrame) };
}

function endMs(grid: Grid, endFrame: FrameIndex): number | null {
  return Number.isFinite(endFrame) ? frameTimeMs(grid, endFrame) : null;
}
