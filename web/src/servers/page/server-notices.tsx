import {
  IconAmbulance,
  IconArchive,
  IconArrowsMaximize,
  IconLock,
  IconMoon,
  IconPlayerPause,
  IconPlugConnectedX,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { CommandName, ServerPage, ServerRow } from '#shared/bff'
import { ActionButton } from '#ui/action-button'
import { Banner } from '#ui/banner'
import { t } from '#ui/i18n'
import { serverActions } from '../actions/server-actions.tsx'
import { useCommandRefusal } from '../actions/use-command-refusal.ts'
import { ServerFault } from './server-fault.tsx'

interface Notice {
  when: (server: ServerRow) => boolean
  title: string
  text: (server: ServerRow) => string
  Icon: TablerIcon
  /** Whether somebody has to decide something, or it is good to know only. */
  tone: 'warn' | 'idle'
  actions: readonly CommandName[]
}

/** The states that need an explanation or a decision, and the actions that leave them. */
const notices: readonly Notice[] = [
  {
    when: ({ vmState }) => vmState === 'resized',
    title: t('Confirm or revert the resize'),
    text: ({ flavor }) =>
      t(
        'The server now runs as {{flavor}}. Its old disk is kept until you confirm. Reverting returns to it, and everything written since the resize is lost.',
        { flavor: flavor.name },
      ),
    Icon: IconArrowsMaximize,
    tone: 'warn',
    actions: ['confirmResize', 'revertResize'],
  },
  {
    when: ({ vmState }) => vmState === 'rescued',
    title: t('Rescue mode'),
    text: () =>
      t(
        'The server runs from the rescue image, with its own disk attached as a second one. Unrescue it to boot from its own disk again.',
      ),
    Icon: IconAmbulance,
    tone: 'warn',
    actions: ['unrescue'],
  },
  {
    when: ({ vmState }) => vmState === 'shelved',
    title: t('Shelved'),
    text: () =>
      t(
        'The server is stopped and stored as an image. It is removed from its host after a while, or when an administrator offloads it.',
      ),
    Icon: IconArchive,
    tone: 'idle',
    actions: ['unshelve'],
  },
  {
    when: ({ vmState }) => vmState === 'shelved_offloaded',
    title: t('Shelved'),
    text: () =>
      t('The server is stored as an image and uses no CPU or memory. Unshelving places it on a host and starts it.'),
    Icon: IconArchive,
    tone: 'idle',
    actions: ['unshelve'],
  },
  {
    when: ({ vmState }) => vmState === 'soft-delete',
    title: t('Scheduled for deletion'),
    text: () =>
      t('The server is stopped and will be permanently deleted after a while. Until then you can restore it.'),
    Icon: IconTrash,
    tone: 'warn',
    actions: ['restore', 'deleteNow'],
  },
  {
    when: ({ vmState }) => vmState === 'paused',
    title: t('Paused'),
    text: () => t('The guest is frozen, with its memory kept on the host.'),
    Icon: IconPlayerPause,
    tone: 'idle',
    actions: ['unpause'],
  },
  {
    when: ({ vmState }) => vmState === 'suspended',
    title: t('Suspended'),
    text: () => t('The guest is stopped, with its memory saved to the host’s disk.'),
    Icon: IconMoon,
    tone: 'idle',
    actions: ['resume'],
  },
  {
    when: ({ locked }) => locked,
    title: t('Locked'),
    text: ({ lockedReason }) => lockedReason ?? t('Only administrators can change it. No reason was given.'),
    Icon: IconLock,
    tone: 'idle',
    actions: ['unlock'],
  },
]

const noticesOf = (server: ServerRow): Notice[] => notices.filter(({ when }) => when(server))

/** The actions that have a button in a notice: where the notices are not shown, the head of the page offers them. */
export const noticedActions = (server: ServerRow): CommandName[] => noticesOf(server).flatMap(({ actions }) => actions)

interface ServerNoticesProps {
  data: ServerPage
  onAct: (name: CommandName) => void
}

/** What is unusual about a server, above its page, each with the actions that resolve it: its error first. */
export function ServerNotices({ data, onAct }: ServerNoticesProps) {
  const { server } = data
  const refusalOf = useCommandRefusal()
  const button = (name: CommandName, index: number) => {
    const { label, isDangerous } = serverActions[name]
    return (
      <ActionButton
        key={name}
        size="xs"
        variant={index === 0 ? 'filled' : 'default'}
        refusal={refusalOf(server, name)}
        onClick={() => onAct(name)}
        {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
      >
        {label}
      </ActionButton>
    )
  }
  return (
    <div className="notices">
      <ServerFault data={data} onAct={onAct} />
      {server.hostStatus === 'DOWN' && (
        <Banner
          title={t('Its host is down')}
          tone="warn"
          icon={<IconPlugConnectedX size={20} />}
          text={t(
            'What is shown of the server may be old, and what is asked of it may fail, until {{host}} is up again.',
            { host: server.host },
          )}
        />
      )}
      {noticesOf(server).map(({ title, text, Icon, tone, actions }) => (
        <Banner key={title} title={title} text={text(server)} tone={tone} icon={<Icon size={20} />}>
          {actions.map((name, index) => button(name, tone === 'warn' ? index : index + 1))}
        </Banner>
      ))}
    </div>
  )
}
