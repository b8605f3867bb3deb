import pg from 'pg'

/** Statements asked this often are worth a plan of their own on each connection. */
const oftenEnough = 5
const maxPrepared = 300
const maxCounted = 2_000
// Longer ones are inserts of many rows, of which no two are alike.
const maxLength = 4_000

/** Names statements that come again and again; the others stay unnamed, so that no connection keeps what is asked once. */
export function statementNames() {
  const counted = new Map<string, number>()
  const named = new Map<string, string>()
  let round = 0
  return {
    nameFor(text: string): string | undefined {
      const name = named.get(text)
      if (name !== undefined || named.size >= maxPrepared || text.length > maxLength) return name
      const times = (counted.get(text) ?? 0) + 1
      if (counted.size >= maxCounted) counted.clear()
      counted.set(text, times)
      if (times < oftenEnough) return undefined
      counted.delete(text)
      named.set(text, `often_${round}_${named.size}`)
      return undefined
    },
    /** Every name is given anew: the tables have changed under the plans. */
    forget(): void {
      round++
      named.clear()
    },
  }
}

const names = statementNames()
const featureNotSupported = '0A000'

/** A connection that has PostgreSQL parse and plan only once what it asks often. */
export class PreparingClient extends pg.Client {
  // pg's own overloads: what is not a text with values goes on as it came.
  override query(...args: unknown[]): never {
    const [text, values, callback] = args
    const ask = super.query as (...asked: unknown[]) => unknown
    const name = typeof text === 'string' && Array.isArray(values) ? names.nameFor(text) : undefined
    if (name === undefined) return ask.apply(this, args) as never
    const asked = { name, text, values }
    if (typeof callback === 'function') return ask.call(this, asked, callback) as never
    return (ask.call(this, asked) as Promise<unknown>).catch((error: unknown) => {
      // A migration has changed what `select *` means: "cached plan must not change result type".
      if ((error as { code?: string }).code === featureNotSupported) names.forget()
      throw error
    }) as never
  }
}
