import { join } from 'node:path'

/** The checkout this launcher belongs to. */
export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')

/** What the launcher brings and remembers: Node, pnpm, stamps and logs. Not in git; safe to remove. */
export const toolsFolder = join(root, '.tools')
