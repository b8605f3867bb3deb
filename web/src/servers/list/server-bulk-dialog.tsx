import { Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type CommandName, type ServerCommand, type ServerRow } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { ownersOf } from '#shared/owners'
import { useBff, useScope } from '#shared/scope'
import { showTasks } from '#shared/task-panel'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { useCommandRefusal } from '../actions/use-command-refusal.ts'
import { serverActions } from '../actions/server-actions.tsx'
import { consequenceOf, isCount, isTyped, ownersInWords } from './bulk-words.ts'

/** The servers of a common action: those that were chosen, or all that a query finds. */
export type BulkServers = { all: false; servers: readonly ServerRow[] } | { all: true; q: string; count: number }

interface ServerBulkDialogProps {
  name: CommandName
  of: BulkServers
  opened: boolean
  onClose: () => void
}

const shownSkipped = 5

/**
 * Says what becomes of several servers, and asks for it as one run that the cloud carries out: from then on its place is the panel of
 * tasks. Chosen servers that do not allow it are named and left out.
 */
export function ServerBulkDialog({ name, of, opened, onClose }: ServerBulkDialogProps) {
  const queryClient = useQueryClient()
  const bff = useBff()
  const [typed, setTyped] = useState('')
  const { label, isDangerous } = serverActions[name]
  const refusalOf = useCommandRefusal()
  const able = of.all ? [] : of.servers.filter((server) => !refusalOf(server, name))
  const skipped = of.all ? [] : of.servers.filter((server) => refusalOf(server, name))
  const count = of.all ? of.count : able.length
  const consequence = consequenceOf(
    name,
    able.map((server) => server.name),
    count,
  )
  const isOfAll = useScope().kind === 'admin'
  const owners = ownersOf(able)
  // What matches a query is found by the cloud: whose it is is not known here.
  const mustType = isTyped(name, count, isOfAll && (of.all || owners.length > 1))
  const run = useMutation({
    mutationFn: () => {
      const command = { action: name } as ServerCommand
      const which = of.all ? { q: of.q } : { servers: able.map(({ id }) => id) }
      return call(bff.bulk.$post({ json: { command, ...which } }))
    },
    onSuccess: async () => {
      onClose()
      showTasks(true)
      await refetchAfter(queryClient, { topic: 'bulk-run' }, { topic: 'server' })
    },
  })
  const title = t('{{action}} {{count}} servers', { action: label, count })
  return (
    <FormDialog
      title={title}
      opened={opened}
      onClose={onClose}
      submitLabel={title}
      isDangerous={isDangerous === true}
      refusal={mustType && !isCount(typed, count) ? t('Type the number of servers first') : undefined}
      isPending={run.isPending}
      error={run.error}
      onSubmit={() => run.mutate()}
    >
      <Stack gap="sm">
        <Text size="sm" className="break">
          {consequence ?? t('You can close this page: the cloud goes on, and the panel of tasks shows how it goes.')}
        </Text>
        {isOfAll && (
          <Text size="sm" className="break">
            {of.all ? t('Servers of any project may be among them.') : ownersInWords(owners)}
          </Text>
        )}
        {skipped.length > 0 && (
          <div>
            <Text size="sm">{t('{{count}} of the selected servers are left out:', { count: skipped.length })}</Text>
            <ul className="bulk-list" aria-label={t('Left out')}>
              {skipped.slice(0, shownSkipped).map((server) => (
                <li key={server.id}>
                  <Text size="sm" fw={500} className="break" component="span">
                    {server.name}
                  </Text>
                  <Text size="xs" c="dimmed" className="break">
                    {refusalOf(server, name)}
                  </Text>
                </li>
              ))}
            </ul>
            {skipped.length > shownSkipped && (
              <Text size="xs" c="dimmed">
                {t('and {{count}} more', { count: skipped.length - shownSkipped })}
              </Text>
            )}
          </div>
        )}
        {mustType && (
          <TextInput
            label={t('Type {{count}}, the number of servers, to confirm', { count })}
            value={typed}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Stack>
    </FormDialog>
  )
}
