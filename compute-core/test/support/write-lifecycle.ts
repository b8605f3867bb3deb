// Writes LIFECYCLE.md from the lifecycle table: `node test/support/write-lifecycle.ts`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lifecycleText } from './describe-lifecycle.ts'

await writeFile(join(import.meta.dirname, '../../LIFECYCLE.md'), lifecycleText())
