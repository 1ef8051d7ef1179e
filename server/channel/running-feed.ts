import type { Clock } from '../../media/playout/clock.js';
import type { Feed } from '../../media/playout/feed.js';
import type { Millis } from '../../shared/units.js';
import { FeedOutlet } from '../sfu/feed-outlet.js';
import type { SfuWorker } from '../sfu/sfu-worker.js';

export interface RunningFeedOptions {
  readonly feed: Feed;
  readonly cname: string;
  readonly layerCount: number;
  readonly clock: Clock;
  readonly lingerMs: Millis;
  /** Called once, when nobody has watched for the linger time. */
  readonly onIdle: () => void;
}

/** A feed on air, and its outlets: one in every worker that has viewers of it. */
export class RunningFeed {
  readonly #options: RunningFeedOptions;
  readonly #outlets = new Map<SfuWorker, Promise<FeedOutlet>>();
  #viewers = 0;
  #cancelLinger: (() => void) | undefined;
  #closed = false;

  constructor(options: RunningFeedOptions) {
    this.#options = options;
  }

  isOn(worker: SfuWorker): boolean {
    return this.#outlets.has(worker);
  }

  /** The feed's outlet in a worker, made by the first viewer there. Hold it with `addViewer` first. */
  outletOn(worker: SfuWorker): Promise<FeedOutlet> {
    const known = this.#outlets.get(worker);
    if (known !== undefined) return known;
    const opening = this.#open(worker);
    this.#outlets.set(worker, opening);
    worker.feeds += 1;
    opening.catch(() => this.dropWorker(worker));
    return opening;
  }

  /** Keeps the feed running until the returned release is called, and for the linger time after the last. */
  addViewer(): () => void {
    this.#viewers += 1;
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    let released = false;
    return () => {
      if (released || this.#closed) return;
      released = true;
      this.#viewers -= 1;
      if (this.#viewers === 0) this.#linger();
    };
  }

  /** Forgets the outlet of a worker that is gone. */
  dropWorker(worker: SfuWorker): void {
    const outlet = this.#outlets.get(worker);
    if (outlet === undefined) return;
    this.#outlets.delete(worker);
    worker.feeds -= 1;
    void outlet.then((opened) => this.#options.feed.removeSink(opened)).catch(() => undefined);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelLinger?.();
    this.#options.feed.close();
    for (const [worker, outlet] of this.#outlets) {
      this.dropWorker(worker);
      void outlet.then((opened) => opened.close()).catch(() => undefined);
    }
  }

  async #open(worker: SfuWorker): Promise<FeedOutlet> {
    const { feed, layerCount, cname } = this.#options;
    const outlet = await FeedOutlet.create(worker, layerCount, cname);
    if (this.#closed) outlet.close();
    else feed.addSink(outlet);
    return outlet;
  }

  #linger(): void {
    const { clock, lingerMs, onIdle } = this.#options;
    this.#cancelLinger = clock.setTimer(lingerMs, () => {
      this.close();
      onIdle();
    });
  }
}
