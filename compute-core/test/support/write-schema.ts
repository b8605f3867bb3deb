// Writes schema.sql and platform/db/schema.ts from the migrations: `node test/support/write-schema.ts`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseTypes, schemaText } from './describe-schema.ts'
import { scratchDatabase } from './scratch-postgres.ts'

await using scratch = await scratchDatabase()
const root = join(import.meta.dirname, '../..')
await writeFile(join(root, 'schema.sql'), await schemaText(scratch.pool))
await writeFile(join(root, 'src/platform/db/schema.ts'), await databaseTypes(scratch.url))
