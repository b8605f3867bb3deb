import {
  IconArchive,
  IconArrowsMaximize,
  IconLock,
  IconMoon,
  IconPlayerPause,
  IconAmbulance,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ServerRow, WishName } from '#app/bff'
import { ActionButton } from '#ui/action-button'
import { Banner } from '#ui/banner'
import { serverActions } from './server-actions.tsx'

interface Notice {
  when: (server: ServerRow) => boolean
  title: string
  text: (server: ServerRow) => string
  Icon: TablerIcon
  actions: readonly WishName[]
}

/** What one must know of a server in an unusual state, and the ways out of it. */
const notices: readonly Notice[] = [
  {
    when: ({ vmState }) => vmState === 'resized',
    title: 'Resized: is it as you want it?',
    text: ({ flavor }) =>
      `It runs as ${flavor.name} now. Until you confirm, its old disk is kept; reverting goes back to it and loses what was written since.`,
    Icon: IconArrowsMaximize,
    actions: ['confirmResize', 'revertResize'],
  },
  {
    when: ({ vmState }) => vmState === 'rescued',
    title: 'In rescue',
    text: () => 'It runs from the rescue image; its own disk stands beside it. Unrescue it to have it back as it was.',
    Icon: IconAmbulance,
    actions: ['unrescue'],
  },
  {
    when: ({ vmState }) => vmState === 'shelved',
    title: 'Shelved',
    text: () =>
      'It is stopped and kept as an image. It leaves its host after a while, or when an administrator offloads it.',
    Icon: IconArchive,
    actions: ['unshelve'],
  },
  {
    when: ({ vmState }) => vmState === 'shelved_offloaded',
    title: 'Shelved',
    text: () => 'It has left its host and takes no CPU and no memory there. Unshelving finds a host and starts it.',
    Icon: IconArchive,
    actions: ['unshelve'],
  },
  {
    when: ({ vmState }) => vmState === 'soft-delete',
    title: 'Deleted, and not gone yet',
    text: () => 'It is stopped and is lost for good after a while. Until then it can be had back.',
    Icon: IconTrash,
    actions: ['restore', 'deleteNow'],
  },
  {
    when: ({ vmState }) => vmState === 'paused',
    title: 'Paused',
    text: () => 'The guest stands still and keeps its memory on the host.',
    Icon: IconPlayerPause,
    actions: ['unpause'],
  },
  {
    when: ({ vmState }) => vmState === 'suspended',
    title: 'Suspended',
    text: () => 'The guest’s memory is kept on the disk of its host.',
    Icon: IconMoon,
    actions: ['resume'],
  },
  {
    when: ({ locked }) => locked,
    title: 'Locked',
    text: ({ lockedReason }) => lockedReason ?? 'Nobody but administrators can change it. No reason was given.',
    Icon: IconLock,
    actions: ['unlock'],
  },
]

interface ServerBannersProps {
  server: ServerRow
  onAct: (name: WishName) => void
}

/** What stands above a server's page while something about it is unusual. */
export function ServerBanners({ server, onAct }: ServerBannersProps) {
  return notices
    .filter(({ when }) => when(server))
    .map(({ title, text, Icon, actions }) => (
      <Banner key={title} title={title} text={text(server)} icon={<Icon size={20} />}>
        {actions.map((name, index) => {
          const { label, isDangerous } = serverActions[name]
          return (
            <ActionButton
              key={name}
              size="xs"
              variant={index === 0 ? 'filled' : 'default'}
              refusal={server.refusals[name]}
              onClick={() => onAct(name)}
              {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {label}
            </ActionButton>
          )
        })}
      </Banner>
    ))
}
