import { Button, Group, Switch, Text, TextInput } from '@mantine/core'
import { IconDownload, IconSearch } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useParams } from 'react-router'
import { ask, bff } from '#app/bff'
import { downloadText } from '#ui/download-text'
import { ErrorNotice } from '#ui/error-notice'
import { plainLog, splitAtMatches } from './log-text.ts'
import { serverQuery } from './server-queries.ts'

const shownLines = 2_000

export default function ServerLogTab() {
  const { id = '' } = useParams()
  const { data: page } = useSuspenseQuery(serverQuery(id))
  const isRunning = page.server.powerState === 1 || page.server.status === 'ACTIVE' || page.server.status === 'BUILD'
  const log = useQuery({
    queryKey: ['server-log', id],
    queryFn: () => ask(bff.servers[':id'].log.$get({ param: { id }, query: { lines: String(shownLines) } })),
    // While it is looked at and the guest runs; the browser stops this in a hidden tab.
    refetchInterval: isRunning ? 1_000 : false,
    select: ({ output }) => plainLog(output),
  })
  const [search, setSearch] = useState('')
  const [isFollowing, setFollowing] = useState(true)
  const download = async () => {
    const whole = await ask(bff.servers[':id'].log.$get({ param: { id }, query: {} }))
    downloadText(`${page.server.name}.log`, plainLog(whole.output))
  }
  const pieces = splitAtMatches(log.data ?? '', search)
  return (
    <section aria-label="Console log">
      <Group justify="space-between" mb="sm">
        <Group>
          <TextInput
            type="search"
            aria-label="Search the log"
            placeholder="Search the log"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed" component="output">
            {search && `${(pieces.length - 1) / 2} found`}
          </Text>
        </Group>
        <Group>
          <Switch
            label="Follow"
            checked={isFollowing}
            onChange={(event) => setFollowing(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => void download()}
          >
            Download
          </Button>
        </Group>
      </Group>
      {log.error && !log.data && <ErrorNotice error={log.error} title="The log cannot be read now" />}
      {log.data === '' && (
        <Text c="dimmed" size="sm">
          The guest has written nothing to its serial console yet.
        </Text>
      )}
      {log.data && (
        <LogLines
          pieces={pieces}
          isFollowing={isFollowing && search === ''}
          search={search}
          onScrolledUp={() => setFollowing(false)}
        />
      )}
    </section>
  )
}

interface LogLinesProps {
  pieces: string[]
  search: string
  isFollowing: boolean
  onScrolledUp: () => void
}

function LogLines({ pieces, search, isFollowing, onScrolledUp }: LogLinesProps) {
  const box = useRef<HTMLPreElement>(null)
  useEffect(() => {
    if (isFollowing && pieces.length > 0) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [pieces, isFollowing])
  useEffect(() => {
    if (search) box.current?.querySelector('mark')?.scrollIntoView({ block: 'center' })
  }, [search])
  return (
    <pre
      ref={box}
      className="log"
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label="Output"
      onWheel={({ deltaY }) => deltaY < 0 && isFollowing && onScrolledUp()}
    >
      {pieces.map((piece, index) =>
        // Pieces have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
      )}
    </pre>
  )
}
