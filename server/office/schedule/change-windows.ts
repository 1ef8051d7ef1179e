import type { ChannelPlan } from '../../../shared/timeline/channel-plan.js';
import { stretchesBetween } from '../../../shared/timeline/schedule.js';
import type { FrameIndex } from '../../../shared/units.js';
import { type ChannelDraft, changesFiller, entriesAdded, entriesRemoved } from './channel-draft.js';

/** How far ahead is looked for what an edit changes, and how far for what another filler does. */
const HORIZON_S = 400 * 86_400;
const GAPS_S = 7 * 86_400;

export interface ChangeWindow {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
}

/**
 * The stretches of the timeline, from a frame on, on which an edit can change what is on air: those of the entries that it
 * takes out and puts in; with another filler, the next gaps besides. In order, and none touches another.
 */
export function changeWindows(
  draft: ChannelDraft,
  before: ChannelPlan,
  after: ChannelPlan,
  fromFrame: FrameIndex,
): ChangeWindow[] {
  const { fps } = after.grid;
  const toFrame = fromFrame + HORIZON_S * fps;
  const windowsOf = (plan: ChannelPlan, ids: ReadonlySet<string>): ChangeWindow[] =>
    plan.entries.filter(({ id }) => ids.has(id)).flatMap((entry) => stretchesBetween(entry, fromFrame, toFrame));
  const windows = [
    ...windowsOf(before, new Set(entriesRemoved(draft).map(({ id }) => id))),
    ...windowsOf(after, new Set(entriesAdded(draft).map(({ id }) => id))),
  ];
  if (changesFiller(draft)) {
    windows.push({ startFrame: fromFrame, endFrame: fromFrame + GAPS_S * fps });
  }
  return joined(windows.map((window) => cut(window, fromFrame, toFrame)));
}

function cut({ startFrame, endFrame }: ChangeWindow, fromFrame: FrameIndex, toFrame: FrameIndex): ChangeWindow {
  return { startFrame: Math.max(startFrame, fromFrame), endFrame: Math.min(endFrame, toFrame) };
}

function joined(windows: readonly ChangeWindow[]): ChangeWindow[] {
  const found: ChangeWindow[] = [];
  for (const window of [...windows].sort((a, b) => a.startFrame - b.startFrame)) {
    const last = found.at(-1);
    if (last === undefined || window.startFrame > last.endFrame) found.push(window);
    else found[found.length - 1] = { ...last, endFrame: Math.max(last.endFrame, window.endFrame) };
  }
  return found;
}
