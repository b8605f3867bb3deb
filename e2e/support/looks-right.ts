import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const sizes = [
  [1280, 800],
  [1920, 1080],
  [390, 844],
] as const

/**
 * Each of these pages is fit for a screen reader, light and dark, and no wider than its screen. With `KILONOVA_PICTURES=/folder` it
 * leaves a picture of each there.
 */
export async function looksRight(page: Page, addresses: readonly string[]): Promise<void> {
  const folder = process.env['KILONOVA_PICTURES']
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const address of addresses) {
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toBeVisible()
      await expect(page.getByRole('progressbar')).toHaveCount(0)
      const name = `${address.replaceAll(/[^\w-]+/g, ' ').trim()} ${colorScheme}`
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      const found = serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
      expect.soft(found, name).toEqual([])
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height })
        const drawn = () => page.evaluate(() => document.documentElement.scrollWidth)
        await expect.poll(drawn, `${name} at ${width}`).toBe(width)
        if (folder?.startsWith('/')) await page.screenshot({ path: `${folder}/${name} ${width}.png` })
      }
      await page.setViewportSize({ width: 1280, height: 800 })
    }
  }
}
