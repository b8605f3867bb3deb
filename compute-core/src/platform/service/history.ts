import { invalid } from '#platform/errors'
import { type Microversion, minorOf, type VersionName } from './microversion.ts'

/** A request's or a view's own fields. */
export type Fields = Record<string, unknown>

/** What one microversion changed, as one step back from it. */
export interface Change<Context> {
  since: VersionName
  /** One sentence for whoever reads the list. */
  what: string
  /** Fields that a request may not have before. */
  addsToRequest?: readonly string[]
  /** A request of the version before, as it is said from `since` on. */
  upgradeRequest?: (request: Fields) => Fields
  /** An answer of `since`, as it was said before. The view is a copy of its own and may be changed in place. */
  downgradeView?: (view: Fields, context: Context) => Fields
}

/** The way between a resource's newest shape, the only one that handlers know, and its older ones. */
export interface History<Context> {
  readonly changes: readonly Change<Context>[]
  /** A request of `version` in the newest shape; a 400 for fields that came later. */
  upgradeRequest(version: Microversion, request: Fields): Fields
  /** The newest view as `version` shows it. */
  downgradeView(version: Microversion, view: Fields, context: Context): Fields
}

/** A history from its changes, newest first. */
export function history<Context = undefined>(changes: readonly Change<Context>[]): History<Context> {
  assertNewestFirst(changes)
  const downgrades = new Map<Microversion, readonly NonNullable<Change<Context>['downgradeView']>[]>()
  const later = (version: Microversion) => changes.filter(({ since }) => minorOf(since) > version)
  return {
    changes,
    upgradeRequest(version, request) {
      const ahead = later(version).toReversed()
      refuseFieldsOfTheFuture(ahead, request)
      return ahead.reduce((body, { upgradeRequest }) => upgradeRequest?.(body) ?? body, request)
    },
    downgradeView(version, view, context) {
      let steps = downgrades.get(version)
      if (!steps) downgrades.set(version, (steps = later(version).flatMap(({ downgradeView: step }) => step ?? [])))
      if (steps.length === 0) return view
      return steps.reduce((shown, step) => step(shown, context), { ...view })
    },
  }
}

/** A downgrade that leaves the fields named out. */
export const without =
  (...names: readonly string[]) =>
  (view: Fields): Fields => {
    // Not `delete`: JSON leaves undefined out just as well, and an object that lost a field is slow for all who read it after.
    for (const name of names) if (name in view) view[name] = undefined
    return view
  }

/** A downgrade that leaves only the fields named. */
export const only =
  (...names: readonly string[]) =>
  (view: Fields): Fields =>
    Object.fromEntries(Object.entries(view).filter(([name]) => names.includes(name)))

function refuseFieldsOfTheFuture(ahead: readonly Change<never>[], request: Fields): void {
  for (const { since, addsToRequest = [] } of ahead)
    for (const field of addsToRequest)
      if (field in request)
        throw invalid(`Invalid input for field/attribute ${field}. It is known from microversion ${since} on.`, field)
}

function assertNewestFirst(changes: readonly Change<never>[]): void {
  const minors = changes.map(({ since }) => minorOf(since))
  const wrong = minors.findIndex((minor, index) => index > 0 && minor > minors[index - 1]!)
  if (wrong > 0) throw new Error(`${changes[wrong]!.since} stands after an older change: newest first.`)
}
