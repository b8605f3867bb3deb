import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { CopyButton } from '#ui/copy-button'
import { ErrorNotice } from '#ui/error-notice'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { useNow } from '#ui/relative-time'
import { Status } from '#ui/status'
import { joinTokenQuery, joinTokensQuery, makeJoinToken, type NewJoinToken } from './join-token-queries.ts'
import { countdown, hostNameRefusal, joiningLook, joiningOf, remainingMs } from './join-words.ts'

interface AddHostProps {
  opened: boolean
  onClose: () => void
}

/** The way of a machine into the cloud: the command to type there, for how long it is good, and whether the machine has come. */
export function AddHost({ opened, onClose }: AddHostProps) {
  const bff = useBff()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: async () => ({ token: await makeJoinToken(bff, name.trim() || null), at: Date.now() }),
    onSuccess: () => client.invalidateQueries({ queryKey: joinTokensQuery(bff).queryKey }),
  })
  const close = () => {
    setName('')
    make.reset()
    onClose()
  }
  return (
    <>
      <FormDialog
        title={t('Add host')}
        opened={opened && !make.data}
        onClose={close}
        onSubmit={() => make.mutate()}
        submitLabel={t('Show command')}
        isPending={make.isPending}
        error={make.error}
        refusal={hostNameRefusal(name.trim())}
      >
        <Text size="sm">
          {t('You get a command to run on the new machine. It is good for one machine and one hour.')}
        </Text>
        <TextInput
          label={t('Name of the host')}
          description={t('Optional; otherwise the host takes the name of the machine. It cannot be changed later.')}
          data-autofocus
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          value={name}
          error={hostNameRefusal(name.trim())}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </FormDialog>
      {make.data && (
        <JoinCommand
          key={make.data.token.id}
          token={make.data.token}
          madeAt={make.data.at}
          opened={opened}
          onClose={close}
          onAnother={() => make.mutate()}
          isMaking={make.isPending}
          makingFailed={make.error}
        />
      )}
    </>
  )
}

interface JoinCommandProps extends AddHostProps {
  token: NewJoinToken
  /** By the page's clock. */
  madeAt: number
  onAnother: () => void
  isMaking: boolean
  makingFailed: Error | null
}

function JoinCommand({ token, madeAt, opened, onClose, onAnother, isMaking, makingFailed }: JoinCommandProps) {
  const bff = useBff()
  const client = useQueryClient()
  const { data, error } = useQuery({ ...joinTokenQuery(bff, token.id), enabled: opened })
  const left = remainingMs(token.remaining, madeAt, useNow(1000).getTime())
  const joining = joiningOf(data, left === 0)
  const host = data?.used_by ?? ''
  const isOpen = joining === 'waiting'
  const close = () => {
    // The page behind it hears of a new host by itself, and not of a token that is used up.
    void refetchAfter(client, { topic: 'host' })
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('New host')}
      size="lg"
      closeOnClickOutside={!isOpen}
      closeButtonProps={{ 'aria-label': t('Close') }}
      centered
    >
      <Stack>
        {isOpen && <Commands commands={token.commands} />}
        <output className="join-state">
          <Status {...joiningLook(joining, host)} />
        </output>
        {isOpen && (
          <Text size="sm" c="dimmed">
            {t('For one machine, still good for {{time}}. The command is shown this once.', { time: countdown(left) })}
          </Text>
        )}
        {/* One that was taken back meanwhile is not there any more, and the answer says so. */}
        {error && isOpen && <ErrorNotice error={error} />}
        {makingFailed && <ErrorNotice error={makingFailed} />}
        <Group justify="flex-end" className="form-foot">
          <Button variant="default" onClick={close}>
            {t('Close')}
          </Button>
          {joining === 'here' && (
            <LinkButton to={adminPaths.host(host)}>{t('Open {{name}}', { name: host })}</LinkButton>
          )}
          {(joining === 'over' || (error && isOpen)) && (
            <ActionButton needs="kilonova:join-tokens:create" loading={isMaking} onClick={onAnother}>
              {t('Make another')}
            </ActionButton>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}

/** What is typed on the machine; of several, the one with an address that it reaches. */
function Commands({ commands }: { commands: readonly string[] }) {
  return (
    <>
      <Text size="sm">{joinSentence}</Text>
      {commands.length > 1 && (
        <Text size="sm">
          {t('This cloud has several addresses: take the command with one that the machine reaches.')}
        </Text>
      )}
      {commands.map((command) => (
        <div key={command} className="join-command">
          <Code block className="as-written" tabIndex={0} aria-label={t('Command')}>
            {command}
          </Code>
          <CopyButton value={command} label={t('Copy command')} />
        </div>
      ))}
    </>
  )
}

const joinSentence = t(
  'Run it on the new machine, as root or with sudo, on Debian or Ubuntu with git and Node, in a checkout of the same version of Kilonova: it installs what is missing there, joins, and runs the agent. After a reboot, {{command}} runs it again.',
  { command: 'npm run agent' },
)
