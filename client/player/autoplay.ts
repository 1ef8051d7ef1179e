/** `muted`: the browser allowed it without sound only. `blocked`: not even that; a click is needed. */
export type PlayOutcome = 'playing' | 'muted' | 'blocked' | 'superseded';

type Playable = Pick<HTMLVideoElement, 'muted' | 'play'>;

/** Starts a video, without sound where the browser insists (HTML, section 4.8.11.8: "allowed to play"). */
export async function startPlayback(video: Playable): Promise<PlayOutcome> {
  // As it is now: another attempt may mute the video while this one waits for data.
  const wasMuted = video.muted;
  const first = await tryToPlay(video);
  if (first !== 'blocked') return first;
  if (wasMuted) return 'blocked';
  video.muted = true;
  const second = await tryToPlay(video);
  if (second === 'blocked') video.muted = false;
  return second === 'playing' ? 'muted' : second;
}

async function tryToPlay(video: Playable): Promise<'playing' | 'blocked' | 'superseded'> {
  try {
    await video.play();
    return 'playing';
  } catch (error) {
    // Anything but a refusal is a load or a pause that came in between, which has its own way on.
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'blocked' : 'superseded';
  }
}
