import { describe, expect, test } from 'vitest'
import type { ListKeys } from '#platform/service/list-query/query-keys'
import { queryBounds } from '#platform/service/list-query/query-syntax'

/** What a list answers. */
export interface ListAnswer {
  status: number
  /** What tells its items apart, and is a marker where the list has pages. */
  ids: readonly string[]
  /** Its items, where it says what it can be sorted by. */
  rows?: readonly Item[]
  total: number | undefined
  /** The body as text, for what it says of an error. */
  text: string
}

// Lists have items of every kind.
type Item = any // oxlint-disable-line typescript/no-explicit-any

/** What a list is sorted by, and what that is in an item; null where an item does not show it. */
export type SortedBy = Readonly<Record<string, ((item: Item) => unknown) | null>>

/** A list that can be searched, with something in it. */
export interface SearchedList {
  keys: ListKeys
  /** Asks for the list with these parameters. */
  list(parameters: Readonly<Record<string, string>>, as?: string): Promise<ListAnswer>
  /** For each key a term that finds some item and not another: `name:one`. */
  terms: Readonly<Record<string, string | (() => string)>>
  /** Text alone that finds some item and not another. */
  texts: readonly (string | (() => string))[]
  /** Whether it has pages with markers; where it has not, and is sorted, it counts from its beginning. */
  isPaged: boolean
  /** What it can be sorted by, where it can be. */
  sortedBy?: SortedBy
  /** The token of somebody who may not use the keys for administrators, where the list has such. */
  nobodySpecial?: string
}

/** Whether values ascend, texts in the order of some locale: with case or without. */
function isSorted(values: readonly unknown[]): boolean {
  const ascends = (keyOf: (value: unknown) => unknown) =>
    values.every((value, index) => index === 0 || !((keyOf(values[index - 1]) as string) > (keyOf(value) as string)))
  return ascends((value) => value) || ascends((value) => (typeof value === 'string' ? value.toLowerCase() : value))
}

const said = (term: string | (() => string)) => (typeof term === 'string' ? term : term())

/** What every list promises of its search; `listed` is asked for the list once everything is there. */
export function listSearchSuite(name: string, keys: ListKeys, listed: () => SearchedList): void {
  const found = async (q: string | undefined, more: Readonly<Record<string, string>> = {}) => {
    const answer = await listed().list({ ...(q !== undefined && { 'kilonova:q': q }), ...more })
    expect(answer, `for ${q}`).toMatchObject({ status: 200 })
    return answer
  }
  const narrows = async (term: string, negated: string) => {
    const all = (await found(undefined)).ids
    const [those, others] = [(await found(term)).ids, (await found(negated)).ids]
    expect(those.length, `${term} finds nothing`).toBeGreaterThan(0)
    expect(others.length, `${term} finds everything`).toBeGreaterThan(0)
    expect([...those, ...others].toSorted(), 'what a term leaves out is what it finds negated').toEqual(all.toSorted())
    expect((await found(`${term} ${negated}`)).ids, 'no item is found by a term and its negation').toEqual([])
    return those
  }

  const allPages = async (asked: Readonly<Record<string, string>>) => {
    const ids: string[] = []
    for (;;) {
      const marker = ids.at(-1)
      const after = listed().isPaged ? marker !== undefined && { marker } : { offset: String(ids.length) }
      const page = await found(undefined, { ...asked, ...after })
      if (page.ids.length === 0) return ids
      expect(page.ids.length).toBeLessThanOrEqual(Number(asked['limit']))
      ids.push(...page.ids)
    }
  }

  describe(`${name}`, () => {
    test('there is a term for every key, and for no other', () => {
      expect(Object.keys(listed().terms).toSorted()).toEqual(Object.keys(keys).toSorted())
    })

    test.each(Object.keys(keys))('%s narrows the list, and negated to all others', async (key) => {
      const term = said(listed().terms[key]!)
      expect(term.startsWith(`${key}:`) || term.startsWith(`${key}.`)).toBe(true)
      const those = await narrows(term, `-${term}`)
      expect(await found(term, { 'kilonova:count': 'true' })).toMatchObject({ total: those.length })
      const [, name, value] = /^((?:[^":]|"[^"]*")*:)(.*)$/s.exec(term)!
      expect((await found(name! + value!.toUpperCase())).ids, 'without regard to case').toEqual(those)
    })

    test('text alone narrows the list, and negated to all others', async () => {
      expect(listed().texts.length).toBeGreaterThan(0)
      for (const text of listed().texts.map(said)) await narrows(`"${text}"`, `-"${text}"`)
    })

    test('all terms hold, and any of the values between commas', async () => {
      const [first, second] = Object.keys(keys).map((key) => said(listed().terms[key]!)) as [string, string]
      const those = new Set((await found(first)).ids)
      const both = (await found(second)).ids.filter((id) => those.has(id))
      expect((await found(`${first} ${second}`)).ids.toSorted()).toEqual(both.toSorted())
      const text = Object.keys(keys).find((key) => keys[key]!.kind === 'text')
      if (text === undefined) return
      const term = said(listed().terms[text]!)
      expect((await found(`${term},"no such thing"`)).ids).toEqual((await found(term)).ids)
    })

    test('the number of all is that of what the pages go through, and is told only to who asks', async () => {
      const all = await found(undefined, { 'kilonova:count': 'true' })
      expect(all.total).toBe(all.ids.length)
      expect((await found(undefined)).total).toBeUndefined()
    })

    test.each(['colour:red', '"', 'a,', 'a '.repeat(queryBounds.terms + 1)])(
      '%s is refused with a sentence',
      async (q) => {
        const answer = await listed().list({ 'kilonova:q': q })
        expect(answer.status).toBe(400)
      },
    )

    test('a key that there is not is told which there are', async () => {
      const { text } = await listed().list({ 'kilonova:q': 'colour:red' })
      for (const key of Object.keys(keys)) expect(text).toContain(key)
    })

    test.each([
      String.raw`"(a+)+$" "[" "\\1" "%_" "***x" "(?=x)"`,
      'a*'.repeat(queryBounds.wildcardsInValue),
      '"\u{1f600}" "İ" "ß" "é"',
      "' or 1=1 --",
    ])('%s is text like any other', async (q) => {
      const begun = performance.now()
      await found(q)
      expect(performance.now() - begun).toBeLessThan(5000)
    })

    test('a query with a NUL and a count that is neither yes nor no are refused', async () => {
      for (const parameters of [{ 'kilonova:q': 'a\0b' }, { 'kilonova:count': 'perhaps' }])
        expect((await listed().list(parameters)).status).toBe(400)
    })

    test('keys for administrators are refused to others', async () => {
      const { nobodySpecial, list, terms } = listed()
      for (const key of Object.keys(keys).filter((one) => keys[one]!.isForAdministrators)) {
        expect(nobodySpecial, 'say who is nobody special').toBeDefined()
        const { status, text } = await list({ 'kilonova:q': said(terms[key]!) }, nobodySpecial)
        expect({ status, text }).toEqual({
          status: 403,
          text: expect.stringContaining(`Only administrators search by ${key}`),
        })
      }
    })

    test('sorted by each key, either way, its pages lose and repeat nothing', async () => {
      const { sortedBy = {} } = listed()
      for (const [sort_key, valueOf] of Object.entries(sortedBy)) {
        const [up, down] = [
          await found(undefined, { sort_key }),
          await found(undefined, { sort_key, sort_dir: 'desc' }),
        ]
        expect(down.ids, `by ${sort_key}`).toEqual(up.ids.toReversed())
        expect(up.ids.length).toBeGreaterThan(2)
        const values = valueOf ? up.rows!.map(valueOf) : []
        expect(isSorted(values), `by ${sort_key}: ${values.join()}`).toBe(true)
        for (const sort_dir of ['asc', 'desc'])
          expect(await allPages({ sort_key, sort_dir, limit: '2' }), `by ${sort_key} ${sort_dir}`).toEqual(
            (sort_dir === 'asc' ? up : down).ids,
          )
      }
    })

    test('a key that it cannot be sorted by is told which there are', async () => {
      const { sortedBy = {}, list } = listed()
      if (Object.keys(sortedBy).length === 0) return
      const { status, text } = await list({ sort_key: 'colour' })
      expect({ status, text }).toEqual({ status: 400, text: expect.stringContaining(Object.keys(sortedBy)[0]!) })
      for (const wrong of [{ sort_dir: 'up' }, { limit: '-1' }, { limit: 'x' }, { sort_key: 'a\0b' }])
        expect(await list(wrong)).toMatchObject({ status: 400 })
      if (!listed().isPaged) return
      for (const marker of ['no such thing', 'x'.repeat(5000), "' or 1=1 --"])
        expect([400, 404]).toContain((await list({ marker })).status)
    })

    test('the page before an item is the mirror of the page after one', async () => {
      const { isPaged, list } = listed()
      if (!isPaged) return
      const all = (await found(undefined)).ids
      expect(all.length).toBeGreaterThan(2)
      for (const limit of [1, 2]) {
        const forwards: string[] = []
        for (let marker: string | undefined; ;) {
          const { ids } = await found(undefined, { limit: String(limit), ...(marker && { marker }) })
          if (ids.length === 0) break
          forwards.push(...ids)
          marker = ids.at(-1)
        }
        expect(forwards).toEqual(all)
        const backwards: string[] = []
        for (let before = all.at(-1)!; ;) {
          const { ids } = await found(undefined, { limit: String(limit), 'kilonova:before': before })
          if (ids.length === 0) break
          backwards.unshift(...ids)
          before = ids[0]!
        }
        expect(backwards).toEqual(all.slice(0, -1))
      }
      expect((await list({ marker: all[0]!, 'kilonova:before': all[1]! })).status).toBe(400)
      expect([400, 404]).toContain((await list({ 'kilonova:before': '6d2a2a5c-0000-4000-8000-000000000000' })).status)
    })
  })
}
