import { Modal, Switch } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { useState } from 'react'
import { t } from '#ui/i18n'
import { areShortcutsOn, switchShortcuts, useShortcutGroups } from '#shared/shortcuts'

const everywhere = t('Everywhere')
const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The list of all keys that do something on this page. */
export function ShortcutList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn)
  const groups = useShortcutGroups()
  // A dialog that is mounted open does not know what had the focus before, and could not return it.
  const isMounted = useMounted()
  return (
    <Modal
      opened={opened && isMounted}
      onClose={onClose}
      title={t('Keyboard shortcuts')}
      closeButtonProps={{ 'aria-label': t('Close') }}
      size="lg"
    >
      <div className="shortcuts">
        {groups.map(({ title, shortcuts }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <dl>
              {shortcuts.map((shortcut) => (
                <div key={shortcut.key}>
                  <dt>{shortcut.label}</dt>
                  <dd>
                    <Keys pressed={shortcut.key} />
                  </dd>
                </div>
              ))}
              {title === everywhere && (
                <div>
                  <dt>{t('Go to, or do')}</dt>
                  <dd>
                    <kbd>{isApple ? '⌘' : 'Ctrl'}</kbd>
                    <kbd>K</kbd>
                  </dd>
                </div>
              )}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="md"
        label={t('Keys of one letter do something')}
        checked={isOn}
        onChange={({ currentTarget }) => {
          switchShortcuts(currentTarget.checked)
          setOn(currentTarget.checked)
        }}
      />
    </Modal>
  )
}

/** 'X' is pressed with shift; '?' and '/' are where the keyboard has them. */
function Keys({ pressed }: { pressed: string }) {
  const isShifted = /^[A-Z]$/.test(pressed)
  return (
    <>
      {isShifted && <kbd>{t('Shift')}</kbd>}
      <kbd>{isShifted ? pressed.toLowerCase() : pressed}</kbd>
    </>
  )
}
