import { volumeFrom } from './attributes.js';

/** Hands an attribute that is the inner element's business on to it. @returns whether it is. */
export function applyToVideo(video: HTMLVideoElement, name: string, value: string | null): boolean {
  switch (name) {
    case 'muted':
      video.muted = value !== null;
      return true;
    case 'volume':
      video.volume = value === null ? 1 : (volumeFrom(value) ?? video.volume);
      return true;
    case 'disablepictureinpicture':
      video.disablePictureInPicture = value !== null;
      return true;
    case 'crossorigin':
      video.crossOrigin = value;
      return true;
    default:
      return false;
  }
}
