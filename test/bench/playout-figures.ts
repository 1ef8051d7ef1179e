/** What a server's `/metrics` tells of its feeds. */
export interface PlayoutFigures {
  readonly frames: number;
  readonly missed: number;
  readonly slate: number;
  /** How many frames left within each upper bound, in milliseconds: ascending, the last is Infinity. */
  readonly lateness: readonly { readonly withinMs: number; readonly frames: number }[];
}

export async function playoutFigures(serverUrl: string): Promise<PlayoutFigures> {
  const text = await (await fetch(`${serverUrl}/metrics`)).text();
  const value = (name: string) => {
    const [, number] = new RegExp(`^streamsync_playout_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
    if (number === undefined) throw new Error(`${serverUrl} has no figure ${name}`);
    return Number(number);
  };
  const buckets = text.matchAll(/^streamsync_playout_lateness_seconds_bucket\{.*?le="([^"]+)".*?\} (\S+)$/gm);
  const lateness = [...buckets].map(([, le, frames]) => ({
    withinMs: le === '+Inf' ? Number.POSITIVE_INFINITY : 1000 * Number(le),
    frames: Number(frames),
  }));
  return {
    ...{ frames: value('frames_total'), missed: value('missed_frames_total'), slate: value('slate_frames_total') },
    lateness: lateness.sort((a, b) => a.withinMs - b.withinMs),
  };
}

/** The upper bound that so many percent of the frames between two looks left within. */
export function latenessPercentile(before: PlayoutFigures, after: PlayoutFigures, percent: number): number {
  const since = after.lateness.map(({ withinMs, frames }, index) => ({
    withinMs,
    frames: frames - (before.lateness[index]?.frames ?? 0),
  }));
  const all = since.at(-1)?.frames ?? 0;
  return since.find(({ frames }) => frames >= (percent / 100) * all)?.withinMs ?? Number.POSITIVE_INFINITY;
}
