import { execFile } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { choose, chooseAction, fillSignIn, rowOf } from '../support/person.ts'

const run = promisify(execFile)

let cloud: CloudProcess
test.beforeAll(async () => {
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
})
test.beforeEach(async ({ page }) => {
  await page.goto(`${cloud.url}/images`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await page.getByRole('button', { name: 'Upload image' }).click()
})
test.afterAll(async () => {
  await cloud.dispose()
})

test('a disk is uploaded over a slow line with its progress in sight, is looked at, and deleted', async ({ page }) => {
  const form = page.getByRole('dialog', { name: 'Upload image' })
  await chooseFile(page, await threeMbDisk('small-linux.qcow2'))
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('small-linux')
  await expect(form.getByRole('combobox', { name: 'Format' })).toHaveValue('qcow2')
  await slowLine(page, 1_500_000)
  await form.getByRole('button', { name: 'Upload image' }).click()
  await expect(form.getByRole('progressbar', { name: 'Upload progress' })).toBeVisible()
  await expect(form.getByText(/of 3\.\d MB \([1-9]\d? %\)/)).toBeVisible()
  await expect(form).toBeHidden()
  await expect(rowOf(page, 'small-linux')).toContainText(/active/i)
  await expect(rowOf(page, 'small-linux')).toContainText('qcow2')

  await page.getByRole('link', { name: 'small-linux' }).click()
  await expect(page.getByRole('heading', { name: 'small-linux', level: 1 })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Facts' })).toContainText('8 MB')
  await page.goBack()
  await chooseAction(page, 'small-linux', 'Delete')
  await page.getByRole('dialog', { name: 'Delete image small-linux?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(rowOf(page, 'small-linux')).toHaveCount(0)
  await nothingIsLeft()
})

test('a file that lies about its format is refused in a sentence, and nothing of it is left', async ({ page }) => {
  const form = page.getByRole('dialog', { name: 'Upload image' })
  const file = join(cloud.dataDir, 'letter.img')
  await writeFile(file, 'Dear cloud, I am not a disk.'.repeat(100))
  await chooseFile(page, file)
  await expect(form.getByRole('combobox', { name: 'Format' })).toHaveValue('raw')
  await choose(page, 'Format', 'qcow2')
  await form.getByRole('button', { name: 'Upload image' }).click()
  const refusal = form.getByRole('alert')
  await expect(refusal).toContainText(/qcow2/)
  await expect(refusal).toContainText(/req-[0-9a-f-]{36}/)
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('letter')
  await nothingIsLeft()
})

test('an upload that is cancelled leaves nothing', async ({ page }) => {
  const form = page.getByRole('dialog', { name: 'Upload image' })
  await chooseFile(page, await threeMbDisk('never.qcow2'))
  await slowLine(page, 200_000)
  await form.getByRole('button', { name: 'Upload image' }).click()
  await expect(form.getByText(/\([1-9]\d? %\)/)).toBeVisible()
  await form.getByRole('button', { name: 'Cancel upload' }).click()
  await expect(form.getByRole('button', { name: 'Cancel upload' })).toHaveCount(0)
  await expect(form.getByRole('alert')).toHaveCount(0)
  await form.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowOf(page, 'kilonova-guest-1')).toBeVisible()
  await expect(rowOf(page, 'never')).toHaveCount(0)
  await nothingIsLeft()
})

test('what is missing is said beside the field', async ({ page }) => {
  const form = page.getByRole('dialog', { name: 'Upload image' })
  await form.getByRole('button', { name: 'Upload image' }).click()
  await expect(form.getByText('Choose a file')).toBeVisible()
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription('Give the image a name')
})

const chooseFile = async (page: Page, file: string) => {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'File', exact: true }).click()
  await (await chooser).setFiles(file)
}

/** A line as people have: this many bytes a second upwards. */
async function slowLine(page: Page, bytesPerSecond: number) {
  const browser = await page.context().newCDPSession(page)
  await browser.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  })
}

/** A qcow2 of 8 MB of which 3 are written with something that does not compress. */
async function threeMbDisk(name: string): Promise<string> {
  const file = join(cloud.dataDir, name)
  const raw = `${file}.raw`
  await run('dd', ['if=/dev/urandom', `of=${raw}`, 'bs=1M', 'count=3', 'status=none'])
  await run('truncate', ['-s', '8M', raw])
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, file])
  return file
}

/** Neither a row of the cloud's nor a file on its disk. */
async function nothingIsLeft() {
  const api = await signIn(cloud)
  const names = async () =>
    (await api.call<{ images: { name: string }[] }>('GET', '/image/v2/images')).images.map(({ name }) => name)
  await expect.poll(names).toEqual(['kilonova-guest-1'])
  await expect.poll(async () => (await readdir(join(cloud.dataDir, 'images'))).length).toBe(1)
}
