import { toKeyValues, toRecord, type KeyValue } from '#ui/key-values'
import { adminPaths } from './paths.ts'

/** Servers of which an administrator wants to know where they would fit; what is null or empty is not asked for. */
export interface FitQuestion {
  /** A flavor by its id, or by its name where only that is known. */
  flavor: string | null
  /** How large they would be, where no flavor says it. */
  sizes: { vcpus: number; ram: number; disk: number } | null
  image: string | null
  zone: string | null
  host: string | null
  group: string | null
  /** Whose they would be; null for the project of the administrator's token. */
  project: string | null
  count: number
  hints: readonly KeyValue[]
}

/** Nothing is asked yet. */
export const noQuestion: FitQuestion = {
  flavor: null,
  sizes: null,
  image: null,
  zone: null,
  host: null,
  group: null,
  project: null,
  count: 1,
  hints: [],
}

const named = ['flavor', 'image', 'zone', 'host', 'group', 'project'] as const
const hintPrefix = 'hint.'

/** The address of "Would it fit?" with a question, for links and for whoever it is sent to. */
export function fitAddress(question: Partial<FitQuestion>): string {
  const { sizes, count, hints, ...others } = { ...noQuestion, ...question }
  const query = new URLSearchParams()
  for (const name of named) if (others[name]) query.set(name, others[name])
  if (sizes && !others.flavor) for (const [name, value] of Object.entries(sizes)) query.set(name, String(value))
  if (count > 1) query.set('count', String(count))
  for (const [key, value] of Object.entries(toRecord(hints))) query.set(hintPrefix + key, value)
  return query.size > 0 ? `${adminPaths.fit()}?${query}` : adminPaths.fit()
}

/** The question that an address asks; what cannot be read of it is not asked. */
export function questionIn(query: URLSearchParams): FitQuestion {
  const numberIn = (name: string, least: number) => {
    const value = Number(query.get(name) ?? Number.NaN)
    return Number.isInteger(value) && value >= least && value <= 2_147_483_647 ? value : null
  }
  const [vcpus, ram, disk] = [numberIn('vcpus', 1), numberIn('ram', 1), numberIn('disk', 0)]
  const hints = [...query].flatMap(([key, value]) =>
    key.startsWith(hintPrefix) ? [[key.slice(hintPrefix.length), value] as const] : [],
  )
  const texts = Object.fromEntries(named.map((name) => [name, query.get(name) || null])) as Pick<
    FitQuestion,
    (typeof named)[number]
  >
  return {
    ...texts,
    sizes: texts.flavor || vcpus === null || ram === null || disk === null ? null : { vcpus, ram, disk },
    count: Math.min(numberIn('count', 1) ?? 1, 1000),
    hints: toKeyValues(Object.fromEntries(hints)),
  }
}

/** Scheduler hints as the form of a question has them: a group is a field of its own. */
export function hintsAsked({
  group,
  ...others
}: Readonly<Record<string, unknown>>): Pick<FitQuestion, 'group' | 'hints'> {
  const text = (value: unknown) =>
    Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
  return {
    group: typeof group === 'string' ? group : null,
    hints: toKeyValues(Object.fromEntries(Object.entries(others).map(([key, value]) => [key, text(value)]))),
  }
}
