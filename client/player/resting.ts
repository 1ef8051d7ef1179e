import type { Cancel, Timing } from '../sdk/timing.js';

const REST_AFTER_MS = 2800;

/** Tells when nobody is using the controls, so that they may give way to the picture. */
export class Resting {
  readonly #isHeld: () => boolean;
  readonly #onChange: (resting: boolean) => void;
  readonly #timing: Timing;
  readonly #release: Cancel;
  #cancelTimer: Cancel = () => {};

  /** @param isHeld whether they have to stay, as where the keyboard is on one of them (WCAG 2.2, success criterion 2.4.7). */
  constructor(target: HTMLElement, timing: Timing, isHeld: () => boolean, onChange: (resting: boolean) => void) {
    this.#isHeld = isHeld;
    this.#timing = timing;
    this.#onChange = onChange;
    const wake = (): void => this.wake();
    const rest = (): void => this.#rest();
    for (const event of WAKING_EVENTS) target.addEventListener(event, wake);
    target.addEventListener('pointerleave', rest);
    this.#release = () => {
      for (const event of WAKING_EVENTS) target.removeEventListener(event, wake);
      target.removeEventListener('pointerleave', rest);
    };
    this.wake();
  }

  wake(): void {
    this.#onChange(false);
    this.#cancelTimer();
    this.#cancelTimer = this.#timing.setTimer(REST_AFTER_MS, () => this.#rest());
  }

  close(): void {
    this.#cancelTimer();
    this.#release();
  }

  #rest(): void {
    this.#cancelTimer();
    if (!this.#isHeld()) this.#onChange(true);
  }
}

const WAKING_EVENTS = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'focusout'] as const;
