import type { MediaView } from '../../../shared/api/media.js';
import { apiUrl } from '../api/api-client.js';

/** Plays a media as it was prepared: what viewers will see and hear of it. */
export function PreviewPlayer({ media: { id, title } }: { readonly media: MediaView }) {
  return (
    <video
      key={id}
      src={apiUrl(`/media/${id}/preview.mp4`)}
      poster={apiUrl(`/media/${id}/poster.jpg`)}
      controls
      playsInline
      preload="metadata"
      aria-label={`Preview of ${title}`}
      style={{ width: '100%', aspectRatio: '16 / 9', background: 'black', borderRadius: 8 }}
    >
      {/* A prepared media has no captions: the element asks for a track all the same. */}
      <track kind="captions" />
    </video>
  );
}
