import { imports } from './source-files.ts'

/** What the lists say about the keys of their query bars: compute-core declares them, and the query bar gives them to `t`. */
export async function keySummaries(): Promise<string[]> {
  const declaring = new Set(imports.map(({ target }) => target).filter((target) => /^@kilonova\/.*-keys$/.test(target)))
  const modules = await Promise.all([...declaring].map((target) => import(target) as Promise<Record<string, unknown>>))
  return modules.flatMap((module) => Object.values(module)).flatMap(summariesOf)
}

/** Of one list's keys, or of several lists' by their names. */
const summariesOf = (keys: unknown): string[] =>
  typeof keys !== 'object' || keys === null
    ? []
    : Object.values(keys).flatMap((key: { summary?: unknown } | undefined) =>
        typeof key?.summary === 'string' ? [key.summary] : Array.isArray(key) ? [] : summariesOf(key),
      )
