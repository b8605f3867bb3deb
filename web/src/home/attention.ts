import type { Home } from '#shared/bff'
import type { Paths } from '#shared/paths'
import { levelOf } from '#ui/bars'
import { formatAgo, formatShare } from '#ui/format'
import { t } from '#ui/i18n'
import type { Tone } from '#ui/status'
import { quotaLines } from './quota-lines.ts'

/** Something that needs somebody: what it is about, what is the matter, and the one thing to do about it. */
export interface AttentionRow {
  key: string
  tone: Tone
  /** The thing, and its page where it has one. */
  name: string
  to?: string
  text: string
  /** The reason in full, where the text may be cut. */
  detail?: string
  /** A page where it is settled, or an image that is taken. */
  remedy: { label: string } & ({ to: string } | { acceptImage: string })
}

type Attention = NonNullable<Home['attention']['value']>

/** All that needs somebody, the most pressing first. */
export function attentionRows(home: Home, paths: Paths, now: Date): AttentionRow[] {
  return [
    ...serverRows(home, paths, now),
    ...(home.offers.value?.images ?? []).map(({ id, name }) => ({
      key: `image ${id}`,
      tone: 'idle' as const,
      name: name ?? id,
      text: t('This image is offered to you by another project.'),
      remedy: { label: t('Accept'), acceptImage: id },
    })),
    ...quotaRows(home, paths),
  ]
}

/** The servers that need somebody: errors first, then what waits for a decision. */
export function serverRows({ attention: { value } }: Pick<Home, 'attention'>, paths: Paths, now: Date): AttentionRow[] {
  if (!value) return []
  return kinds.flatMap((kind) => {
    const own = value.servers.filter((server) => server.kind === kind)
    const more = value.totals[kind] - own.length
    const rows = own.map((server) => serverRow(server, paths, now))
    return more > 0 ? [...rows, moreRow(kind, more, paths)] : rows
  })
}

const kinds = ['error', 'resized', 'soft-deleted'] as const
const statuses = { error: 'error', resized: 'verify_resize', 'soft-deleted': 'soft_deleted' } as const

function serverRow(server: Attention['servers'][number], paths: Paths, now: Date): AttentionRow {
  const { id, name, kind, reason, due_at: due } = server
  const when = due && formatAgo(new Date(due), now)
  const common = { key: id, name, to: paths.server(id) }
  if (kind === 'error')
    return {
      ...common,
      tone: 'bad',
      text: reason ?? t('It is in error. No reason was recorded.'),
      ...(reason ? { detail: reason } : {}),
      remedy: { label: t('See why'), to: paths.server(id) },
    }
  if (kind === 'resized')
    return {
      ...common,
      tone: 'warn',
      text: when
        ? t('Its resize waits for you, and is confirmed by itself {{when}}.', { when })
        : t('Its resize waits for you to confirm or revert it.'),
      remedy: { label: t('Confirm or revert'), to: paths.server(id) },
    }
  return {
    ...common,
    tone: 'warn',
    text: when
      ? t('It is permanently deleted {{when}}.', { when })
      : t('It is soft-deleted, and stays until somebody deletes it.'),
    remedy: { label: t('Restore or delete'), to: paths.server(id) },
  }
}

function moreRow(kind: (typeof kinds)[number], count: number, paths: Paths): AttentionRow {
  const texts = {
    error: () => t('{{count}} more servers are in error.', { count }),
    resized: () => t('{{count}} more servers wait for a resize to be confirmed.', { count }),
    'soft-deleted': () => t('{{count}} more servers are soft-deleted.', { count }),
  }
  const tone = kind === 'error' ? 'bad' : 'warn'
  const remedy = { label: t('Show all'), to: paths.servers(`status:${statuses[kind]}`) }
  return { key: `more ${kind}`, tone, name: '', text: texts[kind](), remedy }
}

/** Limits that are nearly reached: from 80 % on. */
function quotaRows(home: Home, paths: Paths): AttentionRow[] {
  return quotaLines(home, paths).flatMap(({ label, used, limit, format, to }) => {
    // A limit of nothing is a decision, not a shortage.
    if (!limit || levelOf(used / limit) === 'fine') return []
    const told = { used: format(used), limit: format(limit), share: formatShare(used / limit) }
    return [
      {
        key: `quota ${label}`,
        tone: 'warn' as const,
        name: label,
        text: t('{{used}} of {{limit}} used ({{share}}).', told),
        remedy: { label: t('See what uses it'), to },
      },
    ]
  })
}
