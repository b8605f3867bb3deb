// Writes reference/landed-wire.mjs, both sides of the wire as they are now, which the next version is tried with:
// `pnpm landed-wire`, once a version has been released.
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const here = import.meta.dirname
const bundle = await rolldown({
  input: join(here, 'landed-wire-entry.ts'),
  cwd: join(here, '../..'),
  platform: 'node',
  // Packages are those of the version that is tried; only ours is kept.
  external: (id) => /^(node:|[@a-z])/.test(id) && !/^\.|^\//.test(id),
})
await bundle.write({ file: join(here, '../reference/landed-wire.mjs'), format: 'esm', comments: false })
