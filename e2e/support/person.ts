import { expect, type Locator, type Page } from '@playwright/test'
import type { AProject } from './a-project.ts'
import type { CloudProcess } from './cloud-process.ts'

/** Fills in the sign-in form that is on the screen and sends it. */
export async function fillSignIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in as a person does and lands on the home of `project`. */
export async function signInAsPerson(page: Page, cloud: CloudProcess, user = 'admin', project = 'demo'): Promise<void> {
  await page.goto(cloud.url)
  await fillSignIn(page, user, cloud.adminPassword)
  await projectLink(page, project).click()
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
}

/** The link to a project where one is chosen; its roles are told beside the name. */
export const projectLink = (page: Page, project: string): Locator =>
  page.getByRole('list', { name: 'Projects' }).getByRole('link', { name: new RegExp(`^${project} `) })

/** Gives the browser a session without a form being filled in, and makes `project` the one last worked in: for tests of what comes after signing in. */
export async function isSignedIn(page: Page, cloud: CloudProcess, project: AProject): Promise<void> {
  const answer = await page.request.post(`${cloud.url}/bff/session`, {
    headers: { origin: cloud.url },
    data: { name: 'admin', password: cloud.adminPassword },
  })
  const { projectId } = project.api
  expect(await answer.json()).toMatchObject({
    projects: expect.arrayContaining([expect.objectContaining({ id: projectId })]),
  })
  await page.addInitScript(
    (id) => localStorage.getItem('kilonova.project') ?? localStorage.setItem('kilonova.project', id),
    projectId,
  )
}

/** Gives the browser a session of somebody, by their name. */
export async function signInAs(page: Page, cloud: CloudProcess, name: string): Promise<void> {
  const answer = await page.request.post(`${cloud.url}/bff/session`, {
    headers: { origin: cloud.url },
    data: { name, password: cloud.adminPassword },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}

/** Chooses `option` in the select called `label`. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Chooses an image or a flavor in the form of new servers. */
export async function chooseOne(page: Page, what: 'Image' | 'Flavor', name: string): Promise<void> {
  await page.getByRole('radiogroup', { name: what, exact: true }).getByRole('radio', { name, exact: true }).check()
}

/** Goes to a section by the navigation at the side. */
export async function goToSection(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: section }).click()
  await expect(page.getByRole('heading', { name: section, level: 1 })).toBeVisible()
}

/** The row of `name` in the table that is on the screen. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader').getByText(name, { exact: true }) })

/** Opens the menu at the end of a row; answers with one of its items. */
export async function menuItemOf(page: Page, name: string, item: string): Promise<Locator> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
  // By its own menu: that of another row may still be closing.
  return page
    .getByRole('menu', { name: `Actions for ${name}`, exact: true })
    .getByRole('menuitem', { name: item, exact: true })
}

/** Unfolds what is not possible now in the menu that is open. */
export const unfold = (page: Page): Promise<void> => page.getByRole('menuitem', { name: /^Unavailable/ }).click()

/** Chooses an action in the menu of a thing's own page. */
export async function chooseOnPage(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** Chooses an action in the menu at the end of a row. */
export async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await (await menuItemOf(page, name, action)).click()
}
