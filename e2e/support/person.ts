import { expect, type Page } from '@playwright/test'
import type { CloudProcess } from './cloud-process.ts'

/** Signs in as a person does and lands on the overview of `project`. */
export async function signInAsPerson(page: Page, cloud: CloudProcess, user = 'admin', project = 'demo'): Promise<void> {
  await page.goto(cloud.url)
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password', { exact: true }).fill(cloud.adminPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: project }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
}

/** Chooses `option` in the select called `label`. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}
