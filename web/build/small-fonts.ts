import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

const modules = join(import.meta.dirname, '../node_modules')
const folder = join(modules, '.kilonova-fonts')

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('')

/** What English pages consist of: the sign-in page loads nothing else. */
const core = `${range(0x20, 0x7e)}·–—‘’“”…→`

/** What else there is in Western European text and on our own pages. */
const latin = `${range(0xa0, 0xb6)}${range(0xb8, 0xff)}ŒœŸıˆ˚˜‚„†•‹›€™←↑↓−×`

interface Subset {
  of: string
  letters: string
  features: string[]
}

const inter = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'
const mono = '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2'
const features = ['kern', 'ccmp', 'mark', 'mkmk', 'locl', 'tnum']

/** The fonts that are made, by the name under which style sheets have them; each has the features that these use. */
const subsets: Readonly<Record<string, Subset>> = {
  '@fonts/inter-core.woff2': { of: inter, letters: core, features },
  '@fonts/inter-latin.woff2': { of: inter, letters: latin, features },
  '@fonts/mono-latin.woff2': { of: mono, letters: core + latin, features: ['kern', 'ccmp', 'mark', 'zero'] },
}

/** All that is ever asked for. */
const weights = { min: 400, max: 600 }

/** Makes the fonts of Latin text of what the dashboard shows: its letters, weights and features are half of the whole. */
export const smallFonts: Plugin = {
  name: 'small-fonts',
  async config() {
    mkdirSync(folder, { recursive: true })
    return { resolve: { alias: await Promise.all(Object.keys(subsets).map(made)) } }
  },
  // The first text waits for this one: the browser is told of it before it has read the style sheet.
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => /\/inter-core-[^/]*\.woff2$/.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` },
          injectTo: 'head-prepend' as const,
        })),
  },
}

async function made(name: string) {
  const { of, letters, features: keepFeatures } = subsets[name]!
  const original = readFileSync(join(modules, of))
  const small = await subsetFont(original, letters, {
    targetFormat: 'woff2',
    variationAxes: { wght: weights },
    keepFeatures,
  })
  const replacement = join(folder, name.slice('@fonts/'.length))
  writeFileSync(replacement, small)
  return { find: name, replacement }
}
