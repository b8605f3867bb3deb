// Figures for the README, each beside its limit measured in the same run: `pnpm bench`, `pnpm bench --write` puts them there;
// `pnpm bench dashboard` measures a part only.
import { parseArgs } from 'node:util'
import { onFakeHosts } from './apis.ts'
import { inBrowser } from './dashboard.ts'
import { report } from './figures.ts'
import { onQemu } from './guests.ts'
import { onTheWire } from './wire.ts'

const parts = { apis: onFakeHosts, dashboard: inBrowser, guests: onQemu, wire: onTheWire }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
})
const unknown = positionals.find((name) => !(name in parts))
if (unknown !== undefined) throw new Error(`There is no part ${unknown}: there are ${Object.keys(parts).join(', ')}.`)
if (values.write && positionals.length > 0)
  throw new Error('The README has the figures of one run: --write measures all parts.')

for (const [name, measure] of Object.entries(parts))
  if (positionals.length === 0 || positionals.includes(name)) await measure()
await report(values.write)
