import { expect, test } from 'vitest'
import { encodedSize, fromBase64, kindOf, mostEncoded, problemIn, toBase64 } from './user-data.ts'

test.each([
  ['#cloud-config\npackages: []', 'cloud-config'],
  ['#!/bin/sh\necho', 'script'],
  ['Content-Type: multipart/mixed; boundary="x"\n', 'mime'],
  ['MIME-Version: 1.0', 'mime'],
  ['## template: jinja\n#cloud-config', 'template'],
  ['#include\nhttps://example.org', 'include'],
  ['packages:\n  - nginx', 'unmarked'],
  ['hello', 'unknown'],
])('%j is %s', (text, kind) => {
  expect(kindOf(text)).toBe(kind)
})

test('cloud-config that a guest can read has no problem', async () => {
  expect(await problemIn('#cloud-config\npackages:\n  - nginx\nruncmd:\n  - [ls, -l]\n')).toBeNull()
  expect(await problemIn('#cloud-config\n')).toBeNull()
})

test.each([
  ['#cloud-config\npackages:\n  - nginx\n\truncmd: []', 4],
  ['#cloud-config\nusers: [a\n', 3],
  ['#cloud-config\nruncmd: ls\n', 2],
  ['#cloud-config\na: 1\na: 2\n', 3],
  ['#cloud-config\njust words\n', 2],
  ['packages:\n  - nginx', 1],
])('what is wrong with %j is told with its line', async (text, line) => {
  expect(await problemIn(text)).toMatchObject({ line, message: expect.stringMatching(/\w{3}/) })
})

test('scripts and MIME are left to the guest', async () => {
  expect(await problemIn('#!/bin/sh\nif [')).toBeNull()
  expect(await problemIn('Content-Type: text/plain\n\na: b: c')).toBeNull()
})

test('the size is that of what is sent', () => {
  for (const text of ['', 'a', 'grüezi', 'x'.repeat(1000)]) expect(encodedSize(text)).toBe(toBase64(text).length)
  expect(encodedSize('x'.repeat(49_149))).toBeLessThanOrEqual(mostEncoded)
  expect(encodedSize('x'.repeat(49_152))).toBeGreaterThan(mostEncoded)
})

test('base64 is read back; what is no text is not shown as one', () => {
  expect(fromBase64(toBase64('grüezi'))).toBe('grüezi')
  expect(fromBase64(btoa('\u00ff\u00fe'))).toBeNull()
})
