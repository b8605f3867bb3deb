import { expect, type Locator, type Page } from '@playwright/test'
import type { CloudProcess } from './cloud-process.ts'

/** Fills in the sign-in form that is on the screen and sends it. */
export async function fillSignIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in as a person does and lands on the overview of `project`. */
export async function signInAsPerson(page: Page, cloud: CloudProcess, user = 'admin', project = 'demo'): Promise<void> {
  await page.goto(cloud.url)
  await fillSignIn(page, user, cloud.adminPassword)
  await page.getByRole('button', { name: project, exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
}

/** Chooses `option` in the select called `label`. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Goes to a section by the navigation at the side. */
export async function goToSection(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: section }).click()
  await expect(page.getByRole('heading', { name: section, level: 1 })).toBeVisible()
}

/** The row of `name` in the table that is on the screen. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })

/** Opens the menu at the end of a row; answers with one of its items. */
export async function menuItemOf(page: Page, name: string, item: string): Promise<Locator> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
  return page.getByRole('menuitem', { name: item, exact: true })
}

/** Chooses an action in the menu at the end of a row. */
export async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await (await menuItemOf(page, name, action)).click()
}
