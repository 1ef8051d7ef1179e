import { jsonBody } from '../sdk/json-body.js';
import { type Cancel, every, type Timing } from '../sdk/timing.js';

/** Nothing tells a viewer of it, and hosts seldom rename a channel. */
const LOOK_EVERY_MS = 60_000;

interface Looking {
  /** Null where the channel has no name to show, or nobody answers. */
  readonly ask: () => Promise<string | null>;
  /** A page that nobody looks at asks nothing more than once: tabs have names. */
  readonly isVisible: () => boolean;
  readonly show: (name: string) => void;
  /** What is shown until there is a name. */
  readonly otherwise: string;
}

/** Keeps the name of a channel up to date for as long as a page is open. @returns what looks at once, and what ends it. */
export function followName(
  timing: Timing,
  { ask, isVisible, show, otherwise }: Looking,
): { look: () => void; stop: Cancel } {
  let asked = 0;
  let isNamed = false;
  const look = async (): Promise<void> => {
    if (asked > 0 && !isVisible()) return;
    asked += 1;
    const turn = asked;
    const name = await ask();
    if (turn !== asked || (name === null && isNamed)) return;
    isNamed = true;
    show(name ?? otherwise);
  };
  void look();
  return { look: () => void look(), stop: every(timing, LOOK_EVERY_MS, () => void look()) };
}

/** The name by the answer for other sites (oEmbed) that the page's own head has the address of. */
export async function askForName(): Promise<string | null> {
  const link = document.querySelector<HTMLLinkElement>('link[type="application/json+oembed"]');
  if (link === null) return null;
  // Behind a proxy the address may have another origin than this page.
  const { pathname, search } = new URL(link.href);
  // Sites may keep the answer for an hour.
  const response = await fetch(pathname + search, { cache: 'no-cache' }).catch(() => null);
  if (!response?.ok) return null;
  const answer = (await jsonBody(response)) as { title?: unknown } | null | undefined;
  return typeof answer?.title === 'string' ? answer.title : null;
}
