import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { initialForm, type CreateForm } from './create-form.ts'
import { curlCommand } from './curl-command.ts'
import { requestOf } from './server-request.ts'

const form = (more: Partial<CreateForm> = {}): CreateForm => ({
  ...initialForm({ images: [], flavors: [], keyPairs: [] }),
  name: 'web',
  imageId: 'i',
  flavorId: 'f',
  ...more,
})

/** What a shell would send with this command: `curl` and `openstack` are functions that show their input. */
function sentBy(command: string, userData = ''): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'curl-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'user-data.txt'), userData)
  const script = `curl() { cat; echo ---; }\nopenstack() { echo token; }\n${command}\n`
  const output = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' })
  return output
    .split('---\n')
    .filter(Boolean)
    .map((json): unknown => JSON.parse(json))
}

test('the shell sends what the form would', () => {
  const filled = form({
    userData: '#!/bin/sh\necho "grüezi"',
    description: 'a "b" $HOME `id` \\ c',
    metadata: [{ id: 1, key: 'team', value: "it's" }],
  })
  expect(sentBy(curlCommand(filled, 'http://cloud'), filled.userData)).toEqual([requestOf(filled)])
})

test('names with a pattern are sent one after the other', () => {
  const filled = form({ name: 'web "{nn}"', count: 2 })
  expect(sentBy(curlCommand(filled, 'http://cloud'))).toEqual([
    { server: { ...requestOf(filled).server, name: 'web "01"' } },
    { server: { ...requestOf(filled).server, name: 'web "02"' } },
  ])
})

test('the password is a gap', () => {
  const command = curlCommand(form({ adminPassword: 'secret' }), 'http://cloud')
  expect(command).not.toContain('secret')
  expect(command).toContain('"adminPass": "<password>"')
})
