import { expect, type Page } from '@playwright/test'
import { aProject } from '../support/a-project.ts'
import { test } from '../support/fake-cloud.ts'
import { isSignedIn } from '../support/person.ts'

/** Opens the palette and types. */
async function ask(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Go to, or do' }).fill(text)
}

test('what is asked for in words is done: a server is deleted by its name, after it was said what that means', async ({
  page,
  cloud,
}) => {
  const project = await aProject(cloud)
  await project.hasServer('web-5')
  await isSignedIn(page, cloud, project)
  await page.goto(`/p/${project.name}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await ask(page, 'delete web-5')
  await expect(page.getByRole('button', { name: /^Delete web-5/ })).toBeVisible()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Delete server web-5?' })
  await dialog.getByRole('button', { name: 'Delete server' }).click()
  await expect(page.getByRole('heading', { name: 'Servers', exact: true, level: 1 })).toBeVisible()
  await expect(page.getByText('web-5')).toHaveCount(0)
})

test('a thing of another project of mine is found by its address and opened there; a project and a theme are words too', async ({
  page,
  cloud,
}) => {
  const [mine, other] = [await aProject(cloud), await aProject(cloud)]
  const id = await other.hasServer('elsewhere')
  await isSignedIn(page, cloud, mine)
  await page.goto(`/go/${id.slice(0, 13)}`)
  await expect(page.getByRole('heading', { name: 'elsewhere' })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe(`/p/${other.name}/servers/${id}`)
  await ask(page, `switch to ${mine.name}`)
  await page.getByRole('button', { name: `Switch to ${mine.name}` }).click()
  await expect(page.getByRole('button', { name: `Project ${mine.name}` })).toBeVisible()
  await ask(page, 'dark')
  await page.getByRole('button', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('what is typed before the palette has come is in it, and no shortcut of the page', async ({ page, cloud }) => {
  const project = await aProject(cloud)
  await isSignedIn(page, cloud, project)
  const chunk = Promise.withResolvers<void>()
  await page.route(/\/assets\/palette-[^/]*\.js/, async (route) => {
    await chunk.promise
    await route.continue()
  })
  await page.goto(`/p/${project.name}/servers`)
  await expect(page.getByRole('heading', { level: 1, name: 'Servers' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('key?? p')
  await page.keyboard.press('Backspace')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  chunk.resolve()
  const field = page.getByRole('textbox', { name: 'Go to, or do' })
  await expect(field).toHaveValue('key?? ')
  await expect(field).toBeFocused()
  await page.keyboard.type('x')
  await expect(field).toHaveValue('key?? x')
})

test('an administrator finds a server and a user of a project that is not theirs, each with its kind, and begins a flavor', async ({
  page,
  cloud,
}) => {
  const [mine, other] = [await aProject(cloud), await aProject(cloud)]
  const id = await other.hasServer('far-away')
  await other.hasPerson(`nina-${other.name}`, 'member')
  await isSignedIn(page, cloud, mine)
  await page.goto('/admin/servers')
  await expect(page.getByRole('heading', { level: 1, name: 'Servers' })).toBeVisible()
  await ask(page, id)
  await page.getByRole('button', { name: /^far-away/ }).click()
  await expect(page).toHaveURL(`/admin/servers/${id}`)
  await ask(page, `nina-${other.name}`)
  const person = page.getByRole('button', { name: new RegExp(`^nina-${other.name}`) })
  await expect(person).toContainText('User')
  await person.click()
  await expect(page.getByRole('heading', { level: 1, name: `nina-${other.name}` })).toBeVisible()
  await page.goto(`/p/${mine.name}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await ask(page, 'create flavor')
  await page.getByRole('button', { name: 'Create flavor' }).click()
  await expect(page.getByRole('dialog', { name: 'Create flavor' })).toBeVisible()
  await expect(page).toHaveURL(/\/admin\/flavors/)
})
