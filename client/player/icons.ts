/** Drawn on a 24 × 24 grid; strokes and fills take the button's colour. */
function icon(name: string, drawing: string): string {
  return `<svg class="icon ${name}" viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`;
}

const SPEAKER = '<path class="fill" d="M3.5 9.5v5h3.7l4.8 4V5.5l-4.8 4z"/>';

export const ICONS = {
  play: icon('play', '<path class="fill" d="M8 5.2v13.6L19 12z"/>'),
  pause: icon('pause', '<path class="fill" d="M7 5h3.6v14H7zM13.4 5H17v14h-3.6z"/>'),
  sound: icon('sound', `${SPEAKER}<path d="M15.5 9.2a4 4 0 0 1 0 5.6M18 6.7a7.5 7.5 0 0 1 0 10.6"/>`),
  muted: icon('muted', `${SPEAKER}<path d="m15.8 9.6 4.8 4.8m0-4.8-4.8 4.8"/>`),
  pip: icon('pip', '<path d="M3.5 5.5h17v13h-17z"/><path class="fill" d="M12 12h6.5v4.5H12z"/>'),
  expand: icon('expand', '<path d="M4.5 9.5v-5h5m5 0h5v5m0 5v5h-5m-5 0h-5v-5"/>'),
  shrink: icon('shrink', '<path d="M9.5 4.5v5h-5m15 0h-5v-5m0 15v-5h5m-15 0h5v5"/>'),
} as const;
