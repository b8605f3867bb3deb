import { expect, type Page } from '@playwright/test'
import { test } from '../support/fake-cloud.ts'
import { choose, isSignedIn } from '../support/person.ts'

/** Chooses German on the page of preferences, as a person does. */
async function chooseGerman(page: Page): Promise<void> {
  await page.goto('/me/preferences')
  await choose(page, 'Language', 'Deutsch')
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible()
}

test('the dashboard speaks German once that is chosen, and still does after a reload', async ({
  page,
  cloud,
  project,
}) => {
  const serverId = await project.hasServer('web-1')
  await isSignedIn(page, cloud, project)
  await chooseGerman(page)
  await page.goto('/servers')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.getByRole('link', { name: 'Server erstellen' })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'web-1' })).toContainText('Aktiv')
  const nav = page.getByRole('navigation', { name: 'Hauptnavigation' })
  await expect(nav.getByRole('link', { name: 'Schlüsselpaare' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('link', { name: 'Server erstellen' })).toBeVisible()

  await page.goto('/servers/new')
  await expect(page.getByRole('heading', { name: 'Server erstellen', level: 1 })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Server erstellen' })).toBeVisible()

  await page.goto(`/servers/${serverId}`)
  await page.getByRole('button', { name: 'Mehr' }).click()
  await page.getByRole('menuitem', { name: 'Löschen' }).click()
  const dialog = page.getByRole('dialog', { name: 'Server web-1 löschen?' })
  await expect(dialog).toContainText('web-1 wird mit seiner Festplatte gelöscht.')
})

test('the sign-in page is German in a German browser', async ({ browser, cloud }) => {
  const context = await browser.newContext({ locale: 'de-DE' })
  const page = await context.newPage()
  await page.goto(`${cloud.url}/sign-in`)
  await expect(page.getByLabel('Benutzername')).toBeVisible()
  await page.getByLabel('Benutzername').fill('nobody')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await expect(page.getByText('Das Passwort eingeben')).toBeVisible()
  await context.close()
})

test('the time zone that is chosen changes the times that are shown, and stays after a reload', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/me/preferences')
  const example = page.getByRole('status', { name: 'Example' })
  await choose(page, 'Time zone', /^UTC/)
  await expect(example).toContainText('UTC')
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Tokyo')
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
  await expect(example).toContainText('GMT+9')
  await page.reload()
  await expect(example).toContainText('GMT+9')
})

test('the palette does what is asked for in German and in English, and says in German what things are and why something is not possible', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('web-7')
  await isSignedIn(page, cloud, project)
  await chooseGerman(page)
  await page.goto(`/p/${project.name}/servers`)
  await expect(page.getByRole('row').filter({ hasText: 'web-7' })).toContainText('Aktiv')
  for (const wish of ['web-7 löschen', 'delete web-7']) {
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Öffnen oder ausführen' }).fill(wish)
    const found = page.getByRole('button', { name: /^Löschen: web-7/ })
    await expect(found).toContainText('Server · Aktiv')
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Aktionen für web-7' }).click()
  await page.getByRole('menuitem', { name: /^Nicht möglich/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Starten', exact: true })).toHaveAccessibleDescription(
    'Nur im Status Ausgeschaltet möglich.',
  )
})
