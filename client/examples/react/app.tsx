import { useRef, useState } from 'react';
import { useStreamSync } from './use-stream-sync';

export function App() {
  const video = useRef<HTMLVideoElement>(null);
  const [muted, setMuted] = useState(true);
  const { state, item, latencyMs } = useStreamSync(video, { server: 'http://localhost:8080', channel: 'demo' });
  return (
    <main>
      <video ref={video} autoPlay playsInline muted={muted} style={{ width: '100%', background: '#000' }} />
      <p>
        {state === 'playing' ? 'On now' : state}: <strong id="now">{item?.title}</strong>
        {latencyMs !== null && `, ${Math.round(latencyMs)} ms behind the clock`}
      </p>
      <button type="button" onClick={() => setMuted(!muted)}>
        {muted ? 'Sound on' : 'Sound off'}
      </button>
    </main>
  );
}
