import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './accessibility.js';

export type Size = { readonly width: number; readonly height: number };

const PICTURES = fileURLToPath(new URL('../../test-artifacts/console/', import.meta.url));
export const WIDE: Size = { width: 1440, height: 900 };
export const NARROW: Size = { width: 375, height: 812 };
const SIZES = [WIDE, NARROW];
const SCHEMES = ['light', 'dark'] as const;

/**
 * Looks at a page on a wide and on a narrow screen, light and dark: nothing may break WCAG 2.1 AA, nor have to be scrolled
 * sideways. Leaves pictures of all of them, and the page as wide as it was.
 */
export async function lookAt(page: Page, name: string, sizes: readonly Size[] = SIZES): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const before = page.viewportSize()!;
  const faults: string[] = [];
  for (const size of sizes) {
    for (const colorScheme of SCHEMES) {
      const where = `${size.width} px, ${colorScheme}`;
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await isDrawn(page);
      faults.push(
        ...(await accessibilityFaults(page, colorScheme === 'light' ? 'all' : 'colors')).map(
          (fault) => `${where}: ${fault}`,
        ),
      );
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > size.width) faults.push(`${where}: the page is ${width} px wide`);
      await page.screenshot({ path: join(PICTURES, `${name}-${size.width}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(before);
  expect(faults.join('\n\n')).to.equal('');
}

/** Waits until a new size or colour is on the screen, and has whatever moves at its end. */
async function isDrawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())));
    const finite = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    for (const one of finite) one.finish();
  });
}
