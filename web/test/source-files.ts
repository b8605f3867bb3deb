import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const src = join(import.meta.dirname, '../src')

/** One import: by which file, of what. `target` is a file of ours, or the name of a package. */
export interface Import {
  file: string
  target: string
  /** How much it brings: only types, the module at once, or the module when it is needed. */
  kind: 'types' | 'eager' | 'lazy'
}

/** Every source file below `src`, by its path there, with its text. */
export const sources: ReadonlyMap<string, string> = new Map(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => [file, readFileSync(join(src, file), 'utf8')]),
)

const eagerImport = /^(?:import|export(?=\s+(?:type\s+)?[{*]))\s+(type\s)?(?:[^'"]*?\bfrom\s+)?'([^']+)'/gm
const lazyImport = /\bimport\(\s*'([^']+)'/g

/** Every import of every source file. */
export const imports: readonly Import[] = [...sources].flatMap(([file, text]) => [
  ...[...text.matchAll(eagerImport)].map(([, type, specifier]): Import => ({
    file,
    target: targetOf(file, specifier!),
    kind: type ? 'types' : 'eager',
  })),
  ...[...text.matchAll(lazyImport)].map(([, specifier]): Import => ({
    file,
    target: targetOf(file, specifier!),
    kind: 'lazy',
  })),
])

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier))
  if (!specifier.startsWith('#')) return specifier
  const path = specifier.slice(1)
  return existsSync(join(src, `${path}.ts`)) ? `${path}.ts` : `${path}.tsx`
}

/** Whether a file is a test. */
export const isTest = (file: string): boolean => file.endsWith('.test.ts')
