import { type RawBuilder, sql } from 'kysely'
import type { ListKeys, Moment, QueryTest, ReadTerm } from '#platform/service/list-query/query-keys'

type Condition = RawBuilder<boolean>
type TextTest = Extract<QueryTest, { kind: 'text' | 'id' }>

/** How rows are searched by one key: its column, or a condition of its own. */
export type SearchedBy = RawBuilder<unknown> | ((tests: readonly QueryTest[], name: string | undefined) => Condition)

/** How rows are searched: by each key of the list, and by text alone. */
export interface RowSearch<Keys extends ListKeys = ListKeys> {
  keys: { readonly [Key in keyof Keys]: SearchedBy }
  /** The columns that text alone is looked for in, or conditions for what is no column. */
  text: readonly SearchedBy[]
}

/** The conditions that all terms hold for a row. Negated, a term holds for exactly the rows for which it does not hold as it is. */
export function searchConditions<Keys extends ListKeys>(
  search: RowSearch<Keys>,
  terms: readonly ReadTerm[],
): Condition[] {
  return terms.map(({ key, name, isNegated, tests }) => {
    const by = key === undefined ? search.text : [search.keys[key as keyof Keys]]
    const found = any(by.map((one) => (typeof one === 'function' ? one(tests, name) : holdsAny(one, tests))))
    return isNegated ? sql<boolean>`(${found}) is not true` : found
  })
}

/** Whether any of the tests holds for the value of `column`. */
export function holdsAny(column: RawBuilder<unknown>, tests: readonly QueryTest[]): Condition {
  const plain = tests.filter(isPlainText)
  const others = tests.filter((test) => !isPlainText(test))
  const words = plain.map(({ pieces }) => pieces[0]!.toLowerCase())
  return any([
    // One comparison for all of them, which an index of lower(column) answers.
    ...(words.length > 0 ? [sql<boolean>`lower(${column}) = any(${words}::text[])`] : []),
    ...others.map((test) => holds(column, test)),
  ])
}

/** A text that is compared as a whole. What `lower` makes of other than ASCII letters depends on the database's locale. */
const isPlainText = (test: QueryTest): test is TextTest =>
  test.kind === 'text' && test.isWhole && test.pieces.length === 1 && /^[\x20-\x7e]*$/.test(test.pieces[0]!)

function holds(column: RawBuilder<unknown>, test: QueryTest): Condition {
  switch (test.kind) {
    case 'text':
      return sql<boolean>`${column} ~* ${expressionOf(test.pieces, test.isWhole)}`
    case 'id':
      return sql<boolean>`lower(${column}) ~ ${expressionOf(test.pieces, true)}`
    case 'enum':
      return sql<boolean>`${column} = ${test.value}`
    case 'number':
      return sql<boolean>`${column} ${comparisons[test.comparison]} ${test.value}::numeric`
    case 'time':
      return all([
        ...(test.from ? [sql<boolean>`${column} >= ${at(test.from)}`] : []),
        ...(test.until ? [sql<boolean>`${column} < ${at(test.until)}`] : []),
      ])
    case 'boolean':
      return sql<boolean>`${column} = ${test.value}`
  }
}

const comparisons = { '=': sql`=`, '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` }

const at = (moment: Moment) =>
  moment instanceof Date ? sql`${moment}::timestamptz` : sql`now() - make_interval(secs => ${moment.secondsAgo})`

/** A condition on the elements of an array of text, one of which has to be as any of the tests wants it. */
export const anyElement =
  (array: RawBuilder<unknown>): SearchedBy =>
  (tests) =>
    sql<boolean>`exists (select from unnest(${array}) element where ${holdsAny(sql.ref('element'), tests)})`

/** A condition on the text that an object of JSON has under a name. */
export const textUnder =
  (object: RawBuilder<unknown>): SearchedBy =>
  (tests, name) =>
    holdsAny(sql`(${object} ->> ${name ?? ''}::text)`, tests)

const wholeUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** A condition on a column of UUIDs, which its index answers for whole ids and for beginnings. */
export const uuidColumn =
  (column: RawBuilder<unknown>): SearchedBy =>
  (tests) => {
    const pieces = tests.filter(isTextual).map((test) => test.pieces.map((piece) => piece.toLowerCase()))
    const whole = pieces.filter(([first, ...rest]) => rest.length === 0 && wholeUuid.test(first!))
    const others = pieces.filter((one) => !whole.includes(one))
    return any([
      ...(whole.length > 0 ? [sql<boolean>`${column} = any(${whole.map(([id]) => id!)}::uuid[])`] : []),
      ...others.map((one) => ofBeginning(column, one) ?? sql<boolean>`${column}::text ~ ${expressionOf(one, true)}`),
    ])
  }

const isTextual = (test: QueryTest): test is TextTest => test.kind === 'text' || test.kind === 'id'

/** For text alone: what is looked for is the beginning of the id. */
export const beginningOfUuid =
  (column: RawBuilder<unknown>): SearchedBy =>
  (tests) =>
    any(
      tests
        .filter(isTextual)
        .map(({ pieces }) => ofBeginning(column, [pieces[0]!.toLowerCase(), '']) ?? sql<boolean>`false`),
    )

/** For text alone: what is looked for is the beginning of an id that is text. */
export const beginningOf =
  (column: RawBuilder<unknown>): SearchedBy =>
  (tests) =>
    any(
      tests
        .filter(isTextual)
        .map(({ pieces }) => sql<boolean>`starts_with(lower(${column}), ${pieces[0]!.toLowerCase()})`),
    )

/** Between which ids all those are that begin like this; undefined for what no id begins with. */
function ofBeginning(column: RawBuilder<unknown>, [first, second, ...rest]: readonly string[]): Condition | undefined {
  const least = '00000000-0000-0000-0000-000000000000'
  const greatest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  if (first === undefined || first === '' || second !== '' || rest.length > 0) return undefined
  const [from, to] = [first + least.slice(first.length), first + greatest.slice(first.length)]
  if (!wholeUuid.test(from)) return undefined
  return sql<boolean>`${column} between ${from}::uuid and ${to}::uuid`
}

/**
 * A regular expression for the pieces with any text between them. PostgreSQL's `~*` knows upper and lower case of ASCII in every locale;
 * of other letters both are written down. It searches without going back, so that it takes as long as the text is long.
 */
function expressionOf(pieces: readonly string[], isWhole: boolean): string {
  const inner = pieces.map((piece) => [...piece].map(eitherCase).join('')).join('.*')
  return isWhole ? `^(?:${inner})$` : inner
}

function eitherCase(character: string): string {
  if (/[\\^$.|?*+()[\]{}-]/.test(character)) return `\\${character}`
  if (character <= '\x7f') return character
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()])
  const single = [...cases].filter((one) => [...one].length === 1)
  return single.length > 1 ? `[${single.join('')}]` : character
}

/** Any of the conditions; none at all is false. */
export const any = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(conditions, sql` or `)})`

const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`
