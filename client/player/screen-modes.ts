/** Safari's own names: iPhones enlarge a video element alone, and older Safaris know no standard for either mode. */
interface SafariVideo extends HTMLVideoElement {
  webkitSupportsFullscreen?: boolean;
  webkitEnterFullscreen?(): void;
  webkitSupportsPresentationMode?(mode: 'picture-in-picture'): boolean;
  webkitSetPresentationMode?(mode: 'inline' | 'picture-in-picture'): void;
  readonly webkitPresentationMode?: string;
}

export function canFullscreen(video: SafariVideo): boolean {
  return document.fullscreenEnabled || video.webkitEnterFullscreen !== undefined;
}

export function canPictureInPicture(video: SafariVideo): boolean {
  if (video.disablePictureInPicture) return false;
  return document.pictureInPictureEnabled || (video.webkitSupportsPresentationMode?.('picture-in-picture') ?? false);
}

// Browsers refuse both without a click or where a frame's policy forbids them: then nothing happens, as in any player.

export async function toggleFullscreen(element: HTMLElement, video: SafariVideo): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen().catch(() => {});
  else if (document.fullscreenEnabled) await element.requestFullscreen().catch(() => {});
  else video.webkitEnterFullscreen?.();
}

export async function togglePictureInPicture(video: SafariVideo): Promise<void> {
  if (document.pictureInPictureElement) await document.exitPictureInPicture().catch(() => {});
  else if (document.pictureInPictureEnabled) await video.requestPictureInPicture().catch(() => {});
  else {
    const isOut = video.webkitPresentationMode === 'picture-in-picture';
    video.webkitSetPresentationMode?.(isOut ? 'inline' : 'picture-in-picture');
  }
}
