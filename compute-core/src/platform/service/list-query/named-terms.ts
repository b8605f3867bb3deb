import type { QueryTest, ReadTerm } from './query-keys.ts'

/** Finds the ids of what has a name as any of the tests wants it. */
export type IdsNamed = (tests: readonly QueryTest[]) => Promise<readonly string[]>

/** The terms in which `key`, whose rows know an id alone, is looked for by name as well: one question for each such term. */
export const withNamed = (terms: readonly ReadTerm[], key: string, idsNamed: IdsNamed): Promise<readonly ReadTerm[]> =>
  Promise.all(
    terms.map(async (term) =>
      term.key === key ? { ...term, tests: [...term.tests, ...(await idsNamed(term.tests)).map(isExactly)] } : term,
    ),
  )

const isExactly = (id: string): QueryTest => ({ kind: 'text', pieces: [id], isWhole: true })
