import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** What of a page breaks WCAG 2.1 AA, as far as a machine can tell: a line for each element. The page must let scripts in. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(async (rules) => {
    const { axe: inPage } = window as unknown as {
      axe: { run(options: object): Promise<Pick<AxeResults, 'violations'>> };
    };
    return await inPage.run({ runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] });
  }, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '', html }) => `${id}: ${target.join(' ')}: ${failureSummary}\n${html}`),
  );
}
