import { Switch } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconArrowBarToDown, IconArrowBarToUp, IconDownload } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useParams } from 'react-router'
import { useBff } from '#shared/scope'
import { downloadText } from '#ui/download-text'
import { ErrorNotice } from '#ui/error-notice'
import { FindField } from '#ui/find-field'
import { formatNumber, formatTime } from '#ui/format'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { ConsoleTool } from '../console/console-tool.tsx'
import { matchesIn } from './log-text.ts'
import { LogView, type LogScroller } from './log-view.tsx'
import { serverLogQuery, wholeLog } from './server-log-query.ts'
import { serverQuery } from './server-query.ts'

const noLines: readonly string[] = []

export default function ServerLogTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data: page } = useSuspenseQuery(serverQuery(bff, id))
  const isRunning = page.server.powerState === 1 || page.server.status === 'ACTIVE' || page.server.status === 'BUILD'
  const log = useQuery(serverLogQuery(bff, id, isRunning))
  const lines = log.data ?? noLines
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const sought = useDeferredValue(search)
  const matches = useMemo(() => matchesIn(lines, sought), [lines, sought])
  const current = matches[Math.min(at, matches.length - 1)]
  const [isFollowing, setFollowing] = useState(true)
  const [isWrapped, setWrapped] = useLocalStorage({
    key: 'kilonova.log-wrap',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  const scroller = useRef<LogScroller>(null)
  const stay = () => setFollowing(false)
  const download = () =>
    wholeLog(bff, id).then(
      (text) => downloadText(`${page.server.name}.log`, text),
      (error: unknown) => showRefusal(t('The log could not be read'), error as Error),
    )
  return (
    <section aria-label={t('Console log')} className="log-page fills">
      <div className="console-bar">
        <FindField
          label={t('Search the log')}
          value={search}
          at={Math.min(at, Math.max(0, matches.length - 1))}
          count={matches.length}
          onChange={(text) => {
            setSearch(text)
            setAt(0)
            if (text) stay()
          }}
          onMove={(by) => {
            stay()
            if (matches.length > 0) setAt((at + by + matches.length) % matches.length)
          }}
        />
        <Switch
          size="xs"
          label={t('Follow')}
          checked={isFollowing}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
        <Switch
          size="xs"
          label={t('Wrap lines')}
          checked={isWrapped}
          onChange={(event) => setWrapped(event.currentTarget.checked)}
        />
        <span className="console-hint">
          {log.data &&
            t('{{number}} lines, read at {{time}}', {
              number: formatNumber(lines.length),
              time: formatTime(new Date(log.dataUpdatedAt)),
            })}
        </span>
        <div className="console-tools">
          <ConsoleTool
            Icon={IconArrowBarToUp}
            label={t('To the start')}
            onClick={() => {
              stay()
              scroller.current?.toStart()
            }}
          />
          <ConsoleTool Icon={IconArrowBarToDown} label={t('To the end')} onClick={() => scroller.current?.toEnd()} />
          <ConsoleTool Icon={IconDownload} label={t('Download')} onClick={() => void download()} />
        </div>
      </div>
      {log.error && !log.data && <ErrorNotice error={log.error} title={t('The log is not available')} />}
      {log.data?.length === 0 && (
        <p className="nothing">{t('The guest has not written anything to its serial console yet.')}</p>
      )}
      {lines.length > 0 && (
        <LogView
          ref={scroller}
          lines={lines}
          matches={matches}
          current={current}
          isFollowing={isFollowing}
          isWrapped={isWrapped}
          onScrolledUp={stay}
        />
      )}
    </section>
  )
}
