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

type Callback = (error: Error | null | undefined, ...results: unknown[]) => void

/** A connection that has PostgreSQL parse and plan only once what it asks often, and whose failures to reach it look alike. */
export class PreparingClient extends pg.Client {
  // pg's own overloads: what is not a text with values goes on as it came.
  override query(...args: unknown[]): never {
    const query = super.query as (...asked: unknown[]) => unknown
    const [text, values] = args
    const name = typeof text === 'string' && Array.isArray(values) ? names.nameFor(text) : undefined
    const asked = name === undefined ? args : [{ name, text, values }, ...args.slice(2)]
    return told(asked, (known) => query.apply(this, known)) as never
  }

  override connect(...args: unknown[]): never {
    const connect = super.connect as (...asked: unknown[]) => unknown
    return told(args, (known) => connect.apply(this, known)) as never
  }
}

/** Calls `ask` so that an error reaches its callback or its promise only after `known` has seen it. */
function told(args: readonly unknown[], ask: (args: unknown[]) => unknown): unknown {
  const callback = args.at(-1)
  if (typeof callback === 'function')
    return ask([
      ...args.slice(0, -1),
      ((error, ...results) => (callback as Callback)(error && known(error), ...results)) satisfies Callback,
    ])
  const result = ask([...args])
  if (!(result instanceof Promise)) return result
  return result.catch((error: Error) => {
    throw known(error)
  })
}

// What Node calls a database that has gone depends on the moment; DBOS goes on after only some of these names.
const sameAs: Readonly<Record<string, string>> = { EPIPE: 'ECONNRESET', ENOENT: 'ECONNREFUSED', EACCES: 'ECONNREFUSED' }

function known(error: Error & { code?: string; syscall?: string }): Error {
  // A migration has changed what `select *` means: "cached plan must not change result type".
  if (error.code === featureNotSupported) names.forget()
  if (error.syscall !== undefined && error.code !== undefined) error.code = sameAs[error.code] ?? error.code
  return error
}
