import './tasks.css'
import { Button, Chip, Group, Progress } from '@mantine/core'
import { IconReload } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { taskTitle } from '#shared/action-words'
import { refetchAfter } from '#shared/changes'
import { useBff, usePaths, useScope } from '#shared/scope'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { useRefusalBy } from '#ui/permit'
import { NameLink } from '#ui/name-link'
import { PageHeader } from '#ui/page-header'
import { PersonName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { showRefusal } from '#ui/show-refusal'
import { Status, type StatusLook } from '#ui/status'
import { Duration } from '#ui/outcome'
import { type BulkRun, bulkQuery, failures, type ItemOutcome, tryAgain } from './bulk-query.ts'

const looks: Readonly<Record<ItemOutcome, StatusLook>> = {
  waiting: { word: t('Waiting'), tone: 'idle' },
  running: { word: t('Running'), tone: 'moving' },
  done: { word: t('Done'), tone: 'good' },
  failed: { word: t('Failed'), tone: 'bad' },
  refused: { word: t('Refused'), tone: 'bad' },
  'not-sent': { word: t('Not sent'), tone: 'bad' },
}

const outcomes = Object.keys(looks) as ItemOutcome[]

/** What has become of one action on many servers, server by server. Its address can be sent to others. */
export default function BulkPage() {
  const { id = '' } = useParams()
  const bff = useBff()
  const scope = useScope()
  const [search, setSearch] = useSearchParams()
  const chosen = outcomes.find((one) => one === search.get('outcome'))
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    bulkQuery(bff, id, chosen ? [chosen] : []),
  )
  const run = data.pages[0]!
  const title = taskTitle(run.action, null, run.counts.total)
  const settled = run.counts.total - run.counts.waiting - run.counts.running
  return (
    <>
      <PageHeader
        title={title}
        tab={scope.kind === 'project' ? `${title} · ${scope.name}` : title}
        below={
          <Group gap={6} component="span">
            <PersonName id={run.user_id} name={run.user_name} />·<RelativeTime at={run.created_at} />·
            <Duration from={run.created_at} to={run.outcome === 'running' ? null : run.updated_at} />
          </Group>
        }
      >
        <TryAgain run={run} />
      </PageHeader>
      {run.outcome === 'running' && (
        <div className="bulk-progress">
          <Progress value={(settled / run.counts.total) * 100} aria-label={title} />
          <output className="dimmed">
            {t('{{done}} of {{count}} servers', { done: settled, count: run.counts.total })}
          </output>
        </div>
      )}
      <Chip.Group
        value={chosen ?? ''}
        onChange={(value) => setSearch(value === '' ? {} : { outcome: value as string })}
      >
        <div className="bulk-counts">
          <Chip value="" size="xs">
            {t('All')} {run.counts.total}
          </Chip>
          {outcomes
            .filter((one) => countOf(run, one) > 0 || one === chosen)
            .map((one) => (
              <Chip key={one} value={one} size="xs">
                {looks[one].word} {countOf(run, one)}
              </Chip>
            ))}
        </div>
      </Chip.Group>
      <Servers servers={data.pages.flatMap(({ servers }) => servers)} />
      {hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('Show more')}
          </Button>
        </Group>
      )}
    </>
  )
}

const countOf = ({ counts }: BulkRun, outcome: ItemOutcome): number =>
  counts[outcome === 'not-sent' ? 'not_sent' : outcome]

/** The same once more for those for which it went wrong, once all have ended. */
function TryAgain({ run }: { run: BulkRun }) {
  const bff = useBff()
  const paths = usePaths()
  const permit = useRefusalBy()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const again = useMutation({
    mutationFn: () => tryAgain(bff, run),
    onSuccess: async (id) => {
      void refetchAfter(queryClient, { topic: 'bulk-run' })
      await navigate(paths.bulk(id))
    },
    onError: (error) => showRefusal(t('The servers could not be asked again'), error),
  })
  const count = failures.reduce((sum, outcome) => sum + countOf(run, outcome), 0)
  if (run.outcome === 'running' || count === 0 || permit('kilonova:bulk-actions:create') !== undefined) return null
  return (
    <Button leftSection={<IconReload size={16} aria-hidden />} loading={again.isPending} onClick={() => again.mutate()}>
      {t('Try again for the {{count}} that failed', { count })}
    </Button>
  )
}

function Servers({ servers }: { servers: BulkRun['servers'] }) {
  const paths = usePaths()
  return (
    <div className="card">
      <table className="bulk-servers" aria-label={t('Servers')}>
        <thead>
          <tr>
            <th>{t('Server')}</th>
            <th>{t('Result')}</th>
            <th>{t('Reason')}</th>
            <th className="figure">{t('Took')}</th>
            <th>{t('Request ID')}</th>
          </tr>
        </thead>
        <tbody>
          {servers.map((item) => (
            <tr key={item.position}>
              <td>
                {item.server_name === null ? (
                  <span className="mono break">{item.server_id}</span>
                ) : item.server_deleted ? (
                  <span className="clip">{item.server_name}</span>
                ) : (
                  <NameLink to={paths.serverActivity(item.server_id)} name={item.server_name} />
                )}
              </td>
              <td>
                <Status {...looks[item.outcome]} task={stepOf(item)} />
              </td>
              <td className="break">{item.message}</td>
              <td className="figure">
                {item.sent_at && (item.outcome === 'running' || item.finished_at) && (
                  <Duration from={item.sent_at} to={item.finished_at} />
                )}
              </td>
              <td>
                <CopyButton
                  value={item.request_id}
                  label={t('Copy the request ID of {{server}}', { server: item.server_name ?? item.server_id })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {servers.length === 0 && <p className="nothing">{t('No servers have come to this.')}</p>}
    </div>
  )
}

const stepOf = ({ outcome, steps_done: done, steps_total: total }: BulkRun['servers'][number]) =>
  outcome === 'running' && total !== null
    ? { word: t('step {{nth}} of {{total}}', { nth: Math.min(done + 1, total), total }) }
    : null
