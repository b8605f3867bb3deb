import { Text, UnstyledButton } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import { t } from '#ui/i18n'
import { useLoaded } from '#ui/use-loaded'
import { useTypedAhead } from './typed-ahead.ts'

const palette = () => import('./palette.tsx')

/** Opens the palette, as mod+K does anywhere. It is loaded when it is first asked for; what is typed until then is in it. */
export function PaletteButton() {
  const [asked, setAsked] = useState(0)
  const [query, setQuery] = useState('')
  const [isWaiting, setWaiting] = useState(false)
  const stopWaiting = useCallback(() => setWaiting(false), [])
  const open = () => {
    setAsked((times) => times + 1)
    setWaiting(true)
  }
  useTypedAhead(isWaiting, setQuery, stopWaiting)
  const loaded = useLoaded(palette, asked > 0)
  useHotkeys([['mod+K', open]], [])
  return (
    <>
      <UnstyledButton className="palette-button" onClick={open} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={16} aria-hidden />
        <span className="visually-hidden">{t('Go to, or do')}</span>
        <Text size="sm" c="dimmed" visibleFrom="md" component="span" aria-hidden>
          {t('Go to…')}
        </Text>
        <Text size="xs" c="dimmed" visibleFrom="md" component="kbd" aria-hidden>
          {/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}
        </Text>
      </UnstyledButton>
      {loaded && <loaded.Palette asked={asked} query={query} onQuery={setQuery} onReady={stopWaiting} />}
    </>
  )
}
