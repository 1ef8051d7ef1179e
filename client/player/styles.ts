/** The look of the element. What integrators may change of it is listed in PLAYER.md. */
export const CSS = `
:host {
  --accent: var(--streamsync-accent, #5ce6c4);
  --ink: var(--streamsync-ink, #f4f6fa);
  --dim: color-mix(in srgb, var(--ink) 68%, transparent);
  --glass: var(--streamsync-glass, rgb(10 13 19 / 72%));
  display: block;
  position: relative;
  overflow: hidden;
  aspect-ratio: 16 / 9;
  background: var(--streamsync-background, #05070b);
  color: var(--ink);
  font: 500 15px/1.4 var(--streamsync-font, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif);
  -webkit-font-smoothing: antialiased;
}
:host([hidden]) { display: none; }
:host(:fullscreen) { aspect-ratio: auto; width: 100%; height: 100%; }
:host(:focus-visible) { outline: 2px solid var(--accent); outline-offset: -2px; }
[hidden]:not(#never) { display: none; }

.frame { position: absolute; inset: 0; container-type: inline-size; }
video { width: 100%; height: 100%; object-fit: var(--streamsync-fit, contain); display: block; }
canvas {
  position: absolute; inset: 0; width: 100%; height: 100%; object-fit: var(--streamsync-fit, contain); pointer-events: none;
}
/* A tile of a storyboard is small: soft looks better than coarse. */
canvas.tile { filter: blur(.6cqi); }
.top { position: absolute; inset: 0 0 auto; transition: opacity .25s; }
.lower {
  position: absolute; inset: auto 0 0; display: flex; flex-direction: column; align-items: flex-start;
  pointer-events: none;
}
.lower > * { pointer-events: auto; }
.frame:not(.controlled) .bar, .frame:not(.controlled) .unmute { display: none; }

.bar {
  box-sizing: border-box; width: 100%; display: grid; gap: 10px; transition: opacity .25s;
  padding: 56px clamp(14px, 2.6cqi, 36px) clamp(8px, 1.4cqi, 18px);
  background: linear-gradient(transparent, rgb(3 5 9 / 55%) 40%, rgb(3 5 9 / 88%));
}
.frame.resting { cursor: none; }
.frame.resting .bar, .frame.resting .top { opacity: 0; pointer-events: none; }
.frame.resting .bar { position: absolute; bottom: 0; }

.captions { display: grid; grid-template-columns: auto auto 1fr; align-items: baseline; column-gap: 12px; }
.now {
  display: flex; align-items: center; gap: 10px; min-width: 0; font-weight: 650;
  font-size: clamp(15px, 1.7cqi, 21px); letter-spacing: -.01em;
}
#nowTitle, .next { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.live {
  display: inline-flex; align-items: center; gap: 6px; padding: 2px 8px 2px 7px; border-radius: 99px;
  background: color-mix(in srgb, var(--accent) 16%, transparent); color: var(--accent);
  font-size: 11px; font-weight: 700; letter-spacing: .06em; text-transform: uppercase;
}
.live::before { content: ""; width: 6px; height: 6px; border-radius: 50%; background: currentColor; }
.frame.playing .live::before { animation: breathe 2.4s ease-in-out infinite; }
.frame:not(.playing) .live { background: rgb(255 255 255 / 10%); color: var(--dim); }
.remaining { color: var(--dim); font-size: 13px; font-variant-numeric: tabular-nums; }
.next { justify-self: end; color: var(--dim); font-size: 14px; max-width: 100%; }

.progress { height: 3px; border-radius: 2px; overflow: hidden; background: rgb(255 255 255 / 18%); }
.progress::after {
  content: ""; display: block; height: 100%; border-radius: inherit; background: var(--accent);
  transform: scaleX(var(--done, 0)); transform-origin: left;
}

.buttons { display: flex; align-items: center; gap: 4px; margin: 0 -10px; }
.space { flex: 1; }
button { all: unset; box-sizing: border-box; cursor: pointer; }
.buttons button { display: grid; place-items: center; width: 44px; height: 44px; border-radius: 50%; }
.buttons button:hover { background: rgb(255 255 255 / 12%); }
button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.icon .fill { fill: currentColor; }
.frame.playing-locally .icon.play, .frame:not(.playing-locally) .icon.pause { display: none; }
#mute .icon.muted { display: none; }
.frame.muted #mute .icon.sound { display: none; }
.frame.muted #mute .icon.muted { display: block; }
.icon.shrink { display: none; }
:host(:fullscreen) .icon.shrink { display: block; }
:host(:fullscreen) .icon.expand { display: none; }
input[type="range"] { width: 84px; height: 24px; margin: 0; accent-color: var(--accent); cursor: pointer; }

.pill {
  display: inline-flex; align-items: center; gap: 8px; padding: 9px 18px; border-radius: 99px;
  background: var(--ink); color: #0a0d13; font-weight: 650;
}
.pill:hover { background: #fff; }
.unmute { margin: 0 clamp(14px, 2.6cqi, 36px) -40px; z-index: 1; padding-left: 12px; box-shadow: 0 6px 24px rgb(0 0 0 / 45%); }
.frame.resting .unmute { margin-bottom: clamp(14px, 2.6cqi, 28px); }

.notice { position: absolute; display: flex; gap: 14px; }
.notice.middle {
  inset: 0; flex-direction: column; align-items: center; justify-content: center; padding: 24px; text-align: center;
  background: radial-gradient(circle, rgb(3 5 9 / 55%), rgb(3 5 9 / 82%));
}
.notice.corner {
  top: clamp(64px, 8cqi, 84px); left: clamp(14px, 2.6cqi, 36px); align-items: center; padding: 10px 16px;
  border-radius: 14px; background: var(--glass); backdrop-filter: blur(14px); max-width: min(70%, 380px);
}
.notice.busy.middle { animation: appear .3s .45s both; }
.words { display: grid; gap: 4px; justify-items: inherit; }
.notice.middle .words { justify-items: center; gap: 8px; max-width: 44ch; }
.notice strong { font-weight: 650; }
.notice.middle strong { font-size: clamp(17px, 2.2cqi, 26px); letter-spacing: -.01em; }
#noticeText { color: var(--dim); font-size: 14px; }
#noticeText:empty { display: none; }
.notice .pill { margin-top: 10px; }
.spinner { display: none; flex: none; width: 22px; height: 22px; border-radius: 50%; border: 2.5px solid rgb(255 255 255 / 20%); border-top-color: var(--accent); }
.notice.middle .spinner { width: 34px; height: 34px; }
.notice.busy .spinner { display: block; animation: turn .9s linear infinite; }

@container (max-width: 560px) {
  .captions { grid-template-columns: 1fr auto; row-gap: 2px; }
  .next { grid-column: 1 / -1; justify-self: start; }
  input[type="range"] { display: none; }
}
@keyframes turn { to { transform: rotate(1turn); } }
@keyframes appear { from { opacity: 0; } }
@keyframes breathe { 50% { opacity: .35; } }
@media (prefers-reduced-motion: reduce) {
  .frame.playing .live::before { animation: none; }
  .notice.busy .spinner { animation-duration: 3s; }
  .bar, .top { transition: none; }
}
`;
