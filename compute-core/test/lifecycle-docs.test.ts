import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lifecycleText } from '#test/describe-lifecycle'

test('LIFECYCLE.md is what the table says', async () => {
  expect(lifecycleText()).toBe(await readFile(join(import.meta.dirname, '../LIFECYCLE.md'), 'utf8'))
})
