import type { MediaView } from '../../../shared/api/media.js';
import { etaText } from '../eta-text.js';

/** How the states of a media are named and coloured. */
export const MEDIA_STATES: Readonly<Record<MediaView['status'], { readonly label: string; readonly color: string }>> = {
  queued: { label: 'Waiting', color: 'gray' },
  processing: { label: 'In preparation', color: 'blue' },
  ready: { label: 'Ready', color: 'mint' },
  failed: { label: 'Failed', color: 'red' },
};

/** How the console describes the AAC of a media. */
export const AAC_STATES: Readonly<Record<MediaView['aac'], string>> = {
  none: '–',
  queued: 'Is made in the background',
  ready: 'Ready',
  failed: 'Could not be made: it plays here all the same',
};

/** `12 % · 3 min left`; empty for a media that is not being prepared. */
export function preparationText({ status, progress, etaSeconds }: MediaView): string {
  if (status !== 'processing') return '';
  const part = `${Math.floor(progress * 100)} %`;
  return etaSeconds === null ? part : `${part} · ${etaText(etaSeconds)} left`;
}
