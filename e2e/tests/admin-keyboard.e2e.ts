import { expect, type Locator, type Page } from '@playwright/test'
import { test } from '../support/administered-cloud.ts'
import { isSignedIn, rowOf } from '../support/person.ts'

// Three errands of administrators without a mouse: nothing here clicks, and nothing is given the focus but by keys.

/** Goes to a page of the administration by its name in the palette. */
async function goByKeys(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Go to, or do' })).toBeFocused()
  await page.keyboard.type(title)
  await expect(page.getByRole('button', { name: title, exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
  // What is pressed before the palette has gone is written into it.
  await expect(page.getByRole('textbox', { name: 'Go to, or do' })).toBeHidden()
}

/** Presses `key` until `what` has the focus, as somebody does who sees where it is. */
async function pressUntil(page: Page, key: string, what: Locator): Promise<void> {
  await expect(what).toBeVisible()
  for (let pressed = 0; pressed < 60; pressed++) {
    if (await what.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(what).toBeFocused()
}

/** Searches the list until only `name` is left, and comes to its row. */
async function findRow(page: Page, search: string, name: string): Promise<void> {
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox', { name: /^Search/ })).toBeFocused()
  await page.keyboard.type(search)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader')).toHaveText([name])
  await page.keyboard.press('Tab')
  await page.keyboard.press('j')
  await expect(rowOf(page, name)).toBeFocused()
}

/** Opens the menu of the row that has the focus, and does `action` of it. */
async function actByKeys(page: Page, action: string): Promise<void> {
  await page.keyboard.press('o')
  await pressUntil(page, 'ArrowDown', page.getByRole('menuitem', { name: action, exact: true }))
  await page.keyboard.press('Enter')
}

test('with the keyboard alone an administrator takes a host out of use, says why, and puts it back', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  await goByKeys(page, 'Hosts')
  await findRow(page, 'name:fake-8', 'fake-8')
  await actByKeys(page, 'Disable')
  const reason = page.getByRole('dialog', { name: 'Disable host fake-8' }).getByRole('textbox', { name: 'Reason' })
  await expect(reason).toBeFocused()
  await page.keyboard.type('a fan is loud')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'fake-8')).toContainText('Disabled: a fan is loud')
  // Where one was before the dialog came, one is after it.
  await expect(rowOf(page, 'fake-8').locator(':focus')).toHaveCount(1)
  await actByKeys(page, 'Enable')
  await expect(rowOf(page, 'fake-8')).toContainText('Enabled')
})

test('with the keyboard alone an administrator makes a flavor and arrives at its page', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/servers')
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  await goByKeys(page, 'Flavors')
  await pressUntil(page, 'Tab', page.getByRole('main').getByRole('button', { name: 'Create flavor' }))
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Create flavor' })
  await expect(form.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  const name = `k.${project.name}`
  await page.keyboard.type(name)
  for (const [label, size] of [
    ['vCPUs', '3'],
    ['Memory in MB', '640'],
  ] as const) {
    await pressUntil(page, 'Tab', form.getByRole('textbox', { name: label }))
    await page.keyboard.press('Control+a')
    await page.keyboard.type(size)
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('640 MB')
})

test('with the keyboard alone an administrator finds a server among all projects’ and pauses it', async ({
  page,
  cloud,
  project,
}) => {
  await project.hasServer('runaway')
  await isSignedIn(page, cloud, project)
  await page.goto('/admin/flavors')
  await expect(page.getByRole('heading', { name: 'Flavors', level: 1 })).toBeVisible()
  await goByKeys(page, 'Servers')
  await findRow(page, `project:${project.name}`, 'runaway')
  await actByKeys(page, 'Pause')
  await expect(rowOf(page, 'runaway')).toContainText('Paused')
  await expect(rowOf(page, 'runaway')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'runaway', level: 1 })).toBeVisible()
  expect(new URL(page.url()).pathname).toMatch(/^\/admin\/servers\//)
})
