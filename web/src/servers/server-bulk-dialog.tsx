import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServerRow, ServerWish, WishName } from '#app/bff'
import { runBulk, type BulkOutcome } from './run-bulk.ts'
import { serverActions } from './server-actions.tsx'
import { askFor } from './use-wish.ts'

interface ServerBulkDialogProps {
  name: WishName
  servers: readonly ServerRow[]
  opened: boolean
  onClose: () => void
}

/** Asks before several servers are acted on; those that cannot be are named and left out, and each tells how it went. */
export function ServerBulkDialog({ name, servers, opened, onClose }: ServerBulkDialogProps) {
  const queryClient = useQueryClient()
  const isMounted = useMounted() // only then it gives the focus back
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, BulkOutcome>>(new Map())
  const [isRunning, setRunning] = useState(false)
  const { label, consequence, isDangerous } = serverActions[name]
  const able = servers.filter(({ refusals }) => !refusals[name])
  const isDone = outcomes.size > 0 && !isRunning
  const run = async () => {
    setRunning(true)
    await runBulk(
      able,
      (server) => askFor({ server, wish: { action: name } as ServerWish }),
      (server, outcome) => setOutcomes((before) => new Map(before).set(server.id, outcome)),
    )
    setRunning(false)
    await queryClient.invalidateQueries({ queryKey: ['servers'] })
    await queryClient.invalidateQueries({ queryKey: ['overview'] })
  }
  const count = able.length === 1 ? '1 server' : `${able.length} servers`
  return (
    <Modal
      opened={opened && isMounted}
      onClose={isRunning ? () => undefined : onClose}
      title={`${label}: ${count}`}
      closeButtonProps={{ 'aria-label': 'Close', disabled: isRunning }}
      centered
    >
      <Stack>
        {consequence && !isDone && (
          <Text size="sm">
            <b>Each</b> {consequence}
          </Text>
        )}
        <ul className="bulk-list" aria-label="Servers">
          {servers.map((server) => (
            <li key={server.id}>
              <Text size="sm" fw={600} className="break" component="span">
                {server.name}
              </Text>
              <Outcome refusal={server.refusals[name]} outcome={outcomes.get(server.id)} />
            </li>
          ))}
        </ul>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isRunning} data-autofocus={isDangerous || undefined}>
            {isDone ? 'Close' : 'Cancel'}
          </Button>
          {!isDone && (
            <Button
              loading={isRunning}
              onClick={() => void run()}
              {...(isDangerous ? { color: 'red.8' } : { 'data-autofocus': true })}
            >
              {label} {count}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}

function Outcome({ refusal, outcome }: { refusal: string | undefined; outcome: BulkOutcome | undefined }) {
  if (outcome?.is === 'refused')
    return (
      <Text size="xs" c="var(--mantine-color-error)" className="break" role="alert">
        {outcome.error.message}
        {outcome.error.requestId && <span className="mono"> {outcome.error.requestId}</span>}
      </Text>
    )
  if (outcome)
    return (
      <Text size="xs" c="dimmed" component="output">
        {outcome.is === 'asked' ? 'Under way' : 'Asking…'}
      </Text>
    )
  if (!refusal) return null
  return (
    <Text size="xs" c="dimmed" className="break">
      Left out: {refusal}
    </Text>
  )
}
