import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import type { Plugin } from 'vite'
import { namesIn, originsOf } from './direct-imports.ts'

const src = join(import.meta.dirname, '../src')
const packages = join(import.meta.dirname, '../node_modules')
const styles = join(packages, '@mantine/core/styles')

/** What all components stand on. */
const always = new Set(['baseline.css', 'default-css-variables.css', 'global.css'])

/** Mantine's own packages that are made of its components, as far as we use them. */
const builtOnCore = ['@mantine/notifications', '@mantine/spotlight']

/**
 * The style sheets of the components that `files` use, through other components too, in the order that Mantine gives them: the later
 * ones override the earlier.
 */
export function styleSheetsFor(files: readonly string[]): string[] {
  const reached = new Set<string>()
  for (const file of files) for (const used of coreModulesIn(readFileSync(file, 'utf8'))) reach(used, reached)
  const classes = [...reached].filter((file) => file.endsWith('.module.mjs')).map((file) => readFileSync(file, 'utf8'))
  const known = new Set(classes.flatMap((text) => text.match(/\bm_[0-9a-f]+\b/g) ?? []))
  return sheetsInOrder()
    .filter((sheet) => always.has(sheet.name) || sheet.classes.some((name) => known.has(name)))
    .map(({ name }) => name)
}

/** The files that `entry` and all that it imports at once consist of. */
export function filesFrom(entry: string, found = new Set<string>()): string[] {
  if (found.has(entry)) return [...found]
  found.add(entry)
  const text = readFileSync(entry, 'utf8')
  for (const [, type, specifier] of text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\bfrom\s+)?'([^']+)'/gm)) {
    const target = type ? undefined : ourFile(entry, specifier!)
    if (target) filesFrom(target, found)
  }
  return [...found]
}

/** All sources of the dashboard, and the packages that are made of Mantine's components. */
export const allFiles = (): string[] => [
  ...filesBelow(src).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts')),
  ...builtOnCore.flatMap((name) => filesBelow(join(packages, name, 'esm')).filter((file) => file.endsWith('.mjs'))),
]

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))

function ourFile(from: string, specifier: string): string | undefined {
  const path = specifier.startsWith('.')
    ? normalize(join(dirname(from), specifier))
    : specifier.startsWith('#')
      ? join(src, specifier.slice(1))
      : undefined
  return ['', '.ts', '.tsx']
    .map((ending) => `${path}${ending}`)
    .find((file) => /\.tsx?$/.test(file) && existsSync(file))
}

const coreModulesIn = (text: string): string[] =>
  [...text.matchAll(/^import\s*\{([^}]+)\}\s*from\s*["']@mantine\/core["']/gm)].flatMap(([, braces]) =>
    namesIn(braces!).flatMap(([name]) => originsOf('@mantine/core').get(name)?.file ?? []),
  )

function reach(file: string, reached: Set<string>): void {
  if (!isAbsolute(file) || reached.has(file)) return
  reached.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/^import [^"']*["'](\.[^"']+)["']/gm))
    reach(join(dirname(file), path!), reached)
}

/** Mantine's style sheets in the order of the one that has all of them. */
function sheetsInOrder(): { name: string; classes: string[] }[] {
  const whole = readFileSync(join(packages, '@mantine/core/styles.css'), 'utf8')
  return readdirSync(styles)
    .filter((name) => name.endsWith('.css') && !name.endsWith('.layer.css'))
    .map((name) => ({ name, text: readFileSync(join(styles, name), 'utf8').trim() }))
    .map(({ name, text }) => ({ name, place: whole.indexOf(text), classes: text.match(/\bm_[0-9a-f]+\b/g) ?? [] }))
    .toSorted((a, b) => a.place - b.place)
}

/** The colours of Mantine's that a page of our own theme never names: a sixth of the style sheet of the sign-in page. */
const unusedColors = /^ *--mantine-color-(pink|grape|violet|indigo|cyan|lime|orange)-[^:]+:[^;]+;\n/gm

/**
 * Leaves in `@mantine/core/styles.css` what components of ours use; with `?sign-in` behind it, what those of the sign-in page do. The
 * development server shows the whole.
 */
export const mantineStyles: Plugin = {
  name: 'mantine-styles',
  apply: 'build',
  load: {
    filter: { id: /@mantine[\\/]core[\\/]styles\.css(\?|$)/ },
    handler(id) {
      const isSignIn = id.endsWith('?sign-in')
      const all = styleSheetsFor(isSignIn ? filesFrom(join(src, 'sign-in.tsx')) : allFiles())
        .map((name) => readFileSync(join(styles, name), 'utf8'))
        .join('\n')
      return isSignIn ? all.replace(unusedColors, '') : all
    },
  },
}
