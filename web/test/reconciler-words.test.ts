import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reconcilerWords } from '../src/system/reconciler-words.ts'

test('every reconciler says what it does, and nothing else does', () => {
  const folder = join(import.meta.dirname, '../../compute-core/src/conductor/reconcilers')
  const names = readdirSync(folder)
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => /^ {2}name: '([a-z-]+)',$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? [])
  expect(names.length).toBeGreaterThan(20)
  expect(Object.keys(reconcilerWords).toSorted()).toEqual(names.toSorted())
})
