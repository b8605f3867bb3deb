import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconCommand } from '@tabler/icons-react'
import { Fragment } from 'react'
import { t } from '#ui/i18n'
import { pressTogether, specialKeys, type SpecialKeys } from './special-keys.ts'
import type { Keyboard } from './type-text.ts'

const effects: Record<NonNullable<SpecialKeys['does']>, string> = {
  reclaim: t('Take the keyboard back'),
  terminate: t('End all processes'),
  kill: t('Kill all processes'),
  sync: t('Write to the disks'),
  remount: t('Make the disks read-only'),
  reboot: t('Reboot at once'),
  help: t('Show the help'),
}

const headings = [t('Keys'), t('Virtual terminals'), t('Linux kernel')]

interface KeysMenuProps {
  keyboard: Keyboard & { focus: () => void }
  isDisabled: boolean
}

/** Sends keys to a guest that its user's browser would not let pass. */
export function KeysMenu({ keyboard, isDisabled }: KeysMenuProps) {
  const send = ({ keys }: SpecialKeys) => {
    pressTogether(keyboard, keys)
    // After the menu, which gives the focus back to its button.
    setTimeout(() => keyboard.focus())
  }
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <Tooltip label={t('Send keys')}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('Send keys')} disabled={isDisabled}>
            <IconCommand size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className="actions-menu">
        {specialKeys.map((group, at) => (
          <Fragment key={headings[at]}>
            <Menu.Label>{headings[at]}</Menu.Label>
            {group.map((entry) => (
              <Menu.Item
                key={entry.label}
                onClick={() => send(entry)}
                rightSection={entry.does && <span className="dimmed">{effects[entry.does]}</span>}
              >
                {entry.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
