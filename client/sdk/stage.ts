/** The video element and what is on it. Tracks are exchanged on it without a black frame in between. */
export class Stage {
  readonly #video: HTMLVideoElement;
  #stream: MediaStream | null = null;
  /** What was put on the element last, be it without a frame yet. */
  #raised: MediaStream | null = null;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /**
   * Puts tracks on screen; settles with their first frame. What was on screen stays there until then.
   *
   * @throws the signal's reason when it aborts first; the screen is then as it was.
   */
  async show(tracks: MediaStreamTrack[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#stream === null) await this.#raiseCurtain(tracks, signal);
    else await this.#exchange(this.#stream, tracks, signal);
  }

  /** Another player may have put its own stream on the element meanwhile: that stays. */
  clear(): void {
    if (this.#video.srcObject === this.#raised) this.#video.srcObject = null;
    this.#stream = null;
    this.#raised = null;
  }

  async #raiseCurtain(tracks: MediaStreamTrack[], signal: AbortSignal): Promise<void> {
    const stream = new MediaStream(tracks);
    this.#raised = stream;
    this.#video.srcObject = stream;
    try {
      await firstFrame(this.#video, signal);
    } catch (error) {
      if (this.#video.srcObject === stream) this.#video.srcObject = null;
      throw error;
    }
    this.#stream = stream;
  }

  /** A new `srcObject` would show black until its first frame; new tracks in the same stream do not. */
  async #exchange(stream: MediaStream, tracks: MediaStreamTrack[], signal: AbortSignal): Promise<void> {
    const rehearsal = document.createElement('video');
    rehearsal.muted = true;
    rehearsal.playsInline = true;
    rehearsal.srcObject = new MediaStream(tracks.filter((track) => track.kind === 'video'));
    // Told to, and not by attribute: browsers hold back the autoplay of what is out of sight.
    void rehearsal.play().catch(() => {});
    try {
      await firstFrame(rehearsal, signal);
    } finally {
      rehearsal.srcObject = null;
    }
    const before = stream.getTracks();
    for (const track of tracks) stream.addTrack(track);
    for (const track of before) stream.removeTrack(track);
    // Where the tracks of the last session ended first, the element has stopped at the end of its stream.
    if (this.#video.ended) void this.#video.play().catch(() => {});
  }
}

/** Settles when a frame can be shown: `loadeddata` also comes in a hidden page, the frame callback often sooner. */
function firstFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      video.removeEventListener('loadeddata', settle);
      signal.removeEventListener('abort', settle);
      if (handle !== undefined) video.cancelVideoFrameCallback(handle);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const handle = video.requestVideoFrameCallback?.(settle);
    video.addEventListener('loadeddata', settle);
    signal.addEventListener('abort', settle);
    if (signal.aborted) settle();
  });
}
