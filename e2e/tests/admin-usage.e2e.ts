import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { administered, test } from '../support/administered-cloud.ts'
import { isSignedIn, rowOf } from '../support/person.ts'

/** For somebody who wants to look at them. */
async function keepPicture(page: Page, name: string) {
  const folder = process.env['KILONOVA_LOOK']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('an administrator sees what each project used, saves it for the accountant, and looks at one of them', async ({
  page,
  cloud,
  project,
}) => {
  test.slow()
  await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/usage')
  await expect(page.getByRole('heading', { name: 'Usage', level: 1 })).toBeVisible()
  const byProject = page.getByRole('region', { name: 'By project' })
  await expect(byProject.getByRole('row').filter({ hasText: 'web-shop' })).toContainText('34')
  const chart = page.getByRole('region', { name: 'vCPU hours' })
  // Those that used most by themselves, the others together.
  await expect(chart.getByRole('listitem')).toHaveCount(9)
  await expect(chart.getByRole('listitem').last()).toContainText('Other projects')
  await page.setViewportSize({ width: 1920, height: 1080 })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect.soft(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await keepPicture(page, `usage-1920-${colorScheme}`)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await keepPicture(page, 'usage-390')
  await page.setViewportSize({ width: 1280, height: 900 })

  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toContain('Project,Server hours,vCPU hours,"Memory, GB hours"')
  expect(lines.length - 1).toBeGreaterThan(administered.projects)
  expect(lines.find((line) => line.startsWith('web-shop,'))).toMatch(/,34,34,Default,[^,]+,[^,]+Z,[^,]+Z$/)

  await page.getByRole('radiogroup', { name: 'Period' }).getByText('Last month').click()
  await expect(page.getByText('No server ran in this period').first()).toBeVisible()
  await page.getByRole('radiogroup', { name: 'Period' }).getByText('12 months').click()
  await expect(page.getByRole('region', { name: 'By month' })).toBeVisible()
  await page.getByText('Values as a table').click()
  await expect(page.getByRole('table', { name: 'vCPU hours' }).getByRole('row')).toHaveCount(13)
  await keepPicture(page, 'usage-12m')
  await rowOf(page, project.name).getByRole('link', { name: project.name }).click()
  await expect(page).toHaveURL(/\/admin\/projects\/.*\/usage\?period=12m/)
  await expect(page.getByRole('heading', { name: project.name, level: 1 })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Usage by server' })).toContainText('web-1')
  await keepPicture(page, 'usage-of-project')
})
