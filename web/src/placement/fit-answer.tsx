import type { FitHostView, FitView } from '@kilonova/compute-core/api/kilonova/fit/fit-schema'
import { useQuery } from '@tanstack/react-query'
import type { FitQuestion } from '#shared/fit-address'
import { HostRuleTable, type RuledHost } from '#shared/host-rule-table'
import { ruleWord } from '#shared/rule-words'
import { useBff } from '#shared/scope'
import { Banner } from '#ui/banner'
import { ErrorNotice } from '#ui/error-notice'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { Section } from '#ui/section'
import { type FitChoices, fitQuery } from './fit-query.ts'

/** A host takes no more than so many in the answer: one request makes no more. */
const mostPerHost = 1000

interface FitAnswerProps {
  question: FitQuestion
  choices: FitChoices
}

/** What the scheduler says: how many would find a host, where, and what every rule says of every host. */
export function FitAnswer({ question, choices }: FitAnswerProps) {
  const { data, error, isPending, isPlaceholderData } = useQuery(fitQuery(useBff(), question, choices.flavors))
  if (error) return <ErrorNotice title={t('This cannot be asked for')} error={error} />
  if (isPending) return <LoadingPart />
  return (
    <div className="stack fit-answer" aria-busy={isPlaceholderData}>
      <Banner {...sentenceOf(data)} />
      {data.table && <Hosts table={data.table} />}
    </div>
  )
}

type Answer = NonNullable<FitView['table']>

function sentenceOf({ count, fits, hosts, table }: FitView): {
  tone: 'idle' | 'warn' | 'bad'
  title: string
  text: string
} {
  const all = table?.by_host.length ?? hosts
  const where = t('{{hosts}} of {{all}} hosts would take one.', { hosts: formatNumber(hosts), all: formatNumber(all) })
  const total = table
    ? t('{{count}} such servers would find a host now, one after the other.', { count: table.total })
    : ''
  const text = `${where} ${total}`.trim()
  if (fits === 0) return { tone: 'bad', title: t('No: no host would take it'), text: where }
  if (fits < count)
    return {
      tone: 'warn',
      title: t('Not all: {{fits}} of {{all}} would find a host', {
        fits: formatNumber(fits),
        all: formatNumber(count),
      }),
      text,
    }
  return {
    tone: 'idle',
    title: count === 1 ? t('Yes: it would fit') : t('Yes: all {{all}} would fit', { all: formatNumber(count) }),
    text,
  }
}

function Hosts({ table: { rules, by_host: hosts } }: { table: Answer }) {
  const silent = rules.filter((rule) => !hosts.some(({ refusals }) => refusals.some((one) => one.rule === rule)))
  return (
    <Section title={t('Hosts and rules')} surface="none">
      <HostRuleTable label={t('Hosts and rules')} rules={rules} hosts={hosts.map(rowOf)} more={t('How many fit')} />
      {hosts.length > 0 && silent.length > 0 && (
        <p className="dimmed fit-silent">
          {t('These rules refuse no host: {{rules}}.', { rules: silent.map(ruleWord).join(', ') })}
        </p>
      )}
    </Section>
  )
}

const rowOf = (host: FitHostView): RuledHost => ({
  host: host.host,
  refusals: reasonsOf(host),
  more: <HowMany host={host} />,
})

const reasonsOf = ({ refusals }: FitHostView): ReadonlyMap<string, string> =>
  new Map(
    [...Map.groupBy(refusals, ({ rule }) => rule)].map(([rule, all]) => [
      rule,
      all.map(({ reason }) => reason).join('; '),
    ]),
  )

function HowMany({ host: { rank, fits, full_when: next } }: { host: FitHostView }) {
  if (rank === null) return <span className="dimmed">0</span>
  const most = fits >= mostPerHost ? t('{{number}} or more', { number: formatNumber(fits) }) : formatNumber(fits)
  return (
    <span className="fit-count">
      <b>{most}</b>
      {rank === 1 && <span>{t('First choice')}</span>}
      {next && <span className="dimmed">{t('Then it {{reason}}', { reason: next.reason })}</span>}
    </span>
  )
}
