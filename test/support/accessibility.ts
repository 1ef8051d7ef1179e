import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] },
  colors: { type: 'rule', values: ['color-contrast'] },
};

/**
 * What of a page breaks WCAG 2.1 AA, as far as a machine can tell: a line for each element.
 *
 * @param part `colors` looks at what colours alone can break.
 */
export async function accessibilityFaults(page: Page, part: 'all' | 'colors' = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (runOnly) => {
    const { axe: inPage } = window as unknown as {
      axe: { run(options: object): Promise<Pick<AxeResults, 'violations'>> };
    };
    return await inPage.run({ runOnly, resultTypes: ['violations'] });
  }, RULES[part]);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '', html }) => `${id}: ${target.join(' ')}: ${failureSummary}\n${html}`),
  );
}
