const lost = new Set<HTMLLinkElement>();

// What happens to an element of the head is heard on the way down alone.
document.addEventListener('error', ({ target }) => isStylesheet(target) && lost.add(target), { capture: true });

/**
 * Asks once more for every stylesheet that could not be fetched: the bundle asks for each but once.
 * @throws Error for one that is still not to be had
 */
export async function fetchLostStyles(): Promise<void> {
  const links = [...lost];
  lost.clear();
  await Promise.all(links.map(fetchAgain));
}

function fetchAgain(link: HTMLLinkElement): Promise<unknown> {
  const again = link.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    again.addEventListener('load', resolve);
    again.addEventListener('error', () => reject(new Error(`${link.href} could not be fetched`)));
    link.replaceWith(again);
  });
}

function isStylesheet(target: EventTarget | null): target is HTMLLinkElement {
  return target instanceof HTMLLinkElement && target.rel === 'stylesheet';
}
