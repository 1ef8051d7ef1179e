import { readTrackRuns } from '../mp4/track-runs.js';

/**
 * The samples of each track in one fragment, as views on its bytes.
 * @throws MalformedBoxError
 */
export function readFragmentSamples(fragment: Buffer): Map<number, Buffer[]> {
  const tracks = new Map<number, Buffer[]>();
  readTrackRuns(fragment, (trackId) => {
    const samples = tracks.get(trackId) ?? [];
    tracks.set(trackId, samples);
    return (data) => samples.push(data);
  });
  return tracks;
}
