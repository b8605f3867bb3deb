import { useState } from 'react'
import { useShortcuts } from '#shared/shortcuts'
import { t } from '#ui/i18n'
import { useLoaded } from '#ui/use-loaded'

const shortcutList = () => import('./shortcut-list.tsx')

/** `?` opens the list of all keys that do something on this page. It is loaded when it is first asked for. */
export function ShortcutHelp() {
  const [isOpen, setOpen] = useState(false)
  useShortcuts(t('Everywhere'), [{ key: '?', label: t('Show these shortcuts'), run: () => setOpen(true) }])
  const loaded = useLoaded(shortcutList, isOpen)
  return loaded && <loaded.ShortcutList opened={isOpen} onClose={() => setOpen(false)} />
}
