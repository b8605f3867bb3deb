import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

/**
 * The English catalogue without its plurals: they are the texts in the code, word for word, and every visitor would load them twice.
 * `messages.test.ts` has them written down, so that none is forgotten.
 */
export const shortEnglish: Plugin = {
  name: 'short-english',
  apply: 'build',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('/src/ui/locales/en.json')) return null
    const english = JSON.parse(await readFile(id, 'utf8')) as Record<string, string>
    const said = Object.entries(english).filter(([key, text]) => key !== `${text}_other`)
    return JSON.stringify(Object.fromEntries(said))
  },
}
