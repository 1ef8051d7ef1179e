import type { Socket } from 'node:net';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError, type ErrorCode } from '../../shared/errors.js';
import type { Millis } from '../../shared/units.js';
import type { Logger } from '../log/logger.js';
import { MessageLine } from './message-line.js';

/** What one side may ask the other: a request and its answer by name. */
export type Questions = Record<string, (request: never) => unknown>;
/** What one side tells the other, by name. */
export type News = Record<string, unknown>;

export type RequestOf<Q extends Questions, Name extends keyof Q> = Parameters<Q[Name]>[0];
export type AnswerOf<Q extends Questions, Name extends keyof Q> = Awaited<ReturnType<Q[Name]>>;

/** Answers what the other side asks. What is not a CodedError is logged here and crosses as `internal`. */
export type Answers<Q extends Questions> = {
  readonly [Name in keyof Q]: (request: RequestOf<Q, Name>) => AnswerOf<Q, Name> | Promise<AnswerOf<Q, Name>>;
};
export type Listeners<N extends News> = { readonly [Name in keyof N]: (news: N[Name]) => void };

/** One side of a link, as typed by what it asks and tells, and what the other side asks and tells. */
export interface Side {
  readonly asks: Questions;
  readonly tells: News;
}

export interface PeerOptions<Other extends Side> {
  readonly answers: Answers<Other['asks']>;
  readonly listeners: Listeners<Other['tells']>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Message =
  | { readonly kind: 'news'; readonly name: string; readonly body: unknown }
  | { readonly kind: 'question'; readonly id: number; readonly name: string; readonly body: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly body: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: Refusal };

interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

interface Waiting {
  settle(error: CodedError | null, answer?: unknown): void;
}

/** How long an answer is waited for, unless said otherwise. */
const USUAL_PATIENCE_MS: Millis = 5000;

/** One end of the link between two of this server's processes: it asks, answers and tells. */
export class Peer<Own extends Side, Other extends Side> {
  readonly #line: MessageLine;
  readonly #options: PeerOptions<Other>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closed: Promise<void>;
  #isClosed = false;
  #asked = 0;

  constructor(socket: Socket, options: PeerOptions<Other>) {
    this.#options = options;
    let onClosed = (): void => {};
    this.#closed = new Promise((resolve) => {
      onClosed = resolve;
    });
    this.#line = new MessageLine(
      socket,
      (message) => this.#hear(message as Message),
      () => {
        this.#isClosed = true;
        for (const { settle } of [...this.#waiting.values()]) settle(new CodedError('not-ready'));
        onClosed();
      },
    );
  }

  /** Kept when the other side is gone, or this one was closed. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  tell<Name extends keyof Own['tells'] & string>(name: Name, body: Own['tells'][Name]): void {
    this.#line.send({ kind: 'news', name, body } satisfies Message);
  }

  /** @throws CodedError as the other side threw it; `not-ready` when it is gone, or does not answer in time. */
  ask<Name extends keyof Own['asks'] & string>(
    name: Name,
    body: RequestOf<Own['asks'], Name>,
    withinMs: Millis = USUAL_PATIENCE_MS,
  ): Promise<AnswerOf<Own['asks'], Name>> {
    if (this.#isClosed) return Promise.reject(new CodedError('not-ready'));
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      const cancelTimer = this.#options.clock.setTimer(withinMs, () => settle(new CodedError('not-ready')));
      const settle: Waiting['settle'] = (error, answer) => {
        cancelTimer();
        this.#waiting.delete(id);
        if (error === null) resolve(answer as AnswerOf<Own['asks'], Name>);
        else reject(error);
      };
      this.#waiting.set(id, { settle });
      this.#line.send({ kind: 'question', id, name, body } satisfies Message);
    });
  }

  close(): void {
    this.#line.close();
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case 'news':
        this.#options.listeners[message.name]?.(message.body as never);
        return;
      case 'question':
        void this.#answer(message);
        return;
      case 'answer':
        this.#waiting.get(message.id)?.settle(null, message.body);
        return;
      case 'refusal': {
        const { code, message: text, details } = message.error;
        this.#waiting.get(message.id)?.settle(new CodedError(code, text, details));
        return;
      }
      default:
        message satisfies never;
    }
  }

  async #answer({ id, name, body }: Extract<Message, { kind: 'question' }>): Promise<void> {
    try {
      const answer = await this.#options.answers[name]?.(body as never);
      this.#line.send({ kind: 'answer', id, body: answer } satisfies Message);
    } catch (error) {
      const { code, message, details } = CodedError.from(error);
      if (code === 'internal') this.#options.logger.error({ err: error, name }, 'a question over the link failed');
      this.#line.send({ kind: 'refusal', id, error: { code, message, details } } satisfies Message);
    }
  }
}
