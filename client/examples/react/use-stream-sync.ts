import { type RefObject, useEffect, useState } from 'react';
import { type ItemOnAir, type PlayerState, StreamSyncPlayer } from 'streamsync/client';

interface Channel {
  readonly server: string;
  readonly channel: string;
}

interface Shown {
  readonly state: PlayerState['name'];
  readonly item: ItemOnAir | null;
  readonly latencyMs: number | null;
}

const NOTHING: Shown = { state: 'connecting', item: null, latencyMs: null };

/** Plays a channel on a video element for as long as the component is there, and tells what is on it. */
export function useStreamSync(video: RefObject<HTMLVideoElement | null>, { server, channel }: Channel): Shown {
  const [shown, setShown] = useState(NOTHING);
  useEffect(() => {
    if (video.current === null) return;
    const player = StreamSyncPlayer.create({ server, channel, video: video.current });
    const show = (change: Partial<Shown>) => setShown((before) => ({ ...before, ...change }));
    player.on('statechange', ({ state }) => show({ state: state.name }));
    player.on('itemchange', ({ item }) => show({ item }));
    const timer = setInterval(() => show({ latencyMs: player.stats().latencyMs }), 1000);
    return () => {
      clearInterval(timer);
      player.close();
      setShown(NOTHING);
    };
  }, [video, server, channel]);
  return shown;
}
