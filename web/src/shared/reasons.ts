import type { RefusalKind } from '@kilonova/compute-core/domain/server/lifecycle'
import { locale, t } from '#ui/i18n'
import { policyReason } from './permits.ts'
import { statusLook, taskWord } from './server-status.ts'

/** A row with the ids of the reasons why its commands are not possible. */
interface WithReasons {
  refusals: Readonly<Record<string, string | undefined>>
}

type ReasonKind = RefusalKind | 'admin-only' | 'members-only'

/** What each kind of reason says; what follows the kind in its code is what it takes, or what is under way. */
const sentences: Readonly<Record<ReasonKind, (about: string) => string>> = {
  locked: () => t('It is locked. Unlock it first.'),
  state: (statuses) => t('Possible only when its status is {{statuses}}.', { statuses: anyOf(statuses.split(',')) }),
  busy: (task) => t('It is busy: {{task}}. Try again once that has ended.', { task: taskWord(task) }),
  'never-ran': () => t('It has never run. Delete it, and create it again.'),
  'admin-only': () => t('Requires the admin role.'),
  'members-only': () => t('Requires the member role in this project.'),
}

const anyOf = (statuses: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'disjunction' }).format(statuses.map((status) => statusLook(status).word))

/** The reason that the bff sends as a code, as people read it: "Possible only when its status is Active or Shut off." */
export function reasonInWords(code: string): string {
  const [kind = '', about = ''] = code.split(' ')
  if (kind === 'policy') return policyReason(code.slice('policy '.length))
  return kind in sentences ? sentences[kind as ReasonKind](about) : code
}

/** Whether `reason` is about a role, and not about the thing: it is so whatever state that is in. */
export const isAboutRoles = (reason: string | undefined): boolean =>
  reason !== undefined && (['admin-only', 'members-only'] as const).some((kind) => reason === sentences[kind](''))

/** Why commands are not possible, in words. */
export const refusalsInWords = <Refusals extends WithReasons['refusals']>(refusals: Refusals): Refusals =>
  Object.fromEntries(
    Object.entries(refusals).map(([command, code]) => [command, code === undefined ? undefined : reasonInWords(code)]),
  ) as Refusals

/** The rows of an answer with each reason in words; the answer has the code of each once, under its id. */
export function withReasons<Row extends WithReasons>(
  rows: readonly Row[],
  reasons: Readonly<Record<string, string>>,
): Row[] {
  const words: Readonly<Record<string, string>> = refusalsInWords(reasons)
  return rows.map((row) => ({
    ...row,
    refusals: Object.fromEntries(
      Object.entries(row.refusals).map(([command, id]) => [command, id === undefined ? undefined : words[id]]),
    ) as Row['refusals'],
  }))
}
