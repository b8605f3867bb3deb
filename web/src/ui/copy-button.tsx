import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react'
import copyToClipboard from 'copy-to-clipboard'
import { useEffect, useState } from 'react'
import { t } from './i18n.ts'

const looks = {
  ready: { Icon: IconCopy, color: 'gray', word: undefined },
  copied: { Icon: IconCheck, color: 'teal', word: t('Copied') },
  failed: { Icon: IconX, color: 'red', word: t('The browser does not allow copying') },
} as const

interface CopyButtonProps {
  value: string
  /** What it does: "Copy request ID". */
  label: string
  /** Shown only while what it stands in has the pointer or the focus. */
  isQuiet?: boolean
}

/**
 * Copies `value`. Works on plain http as well, where browsers have no `navigator.clipboard`, and says so when it fails.
 */
export function CopyButton({ value, label, isQuiet = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<keyof typeof looks>('ready')
  useEffect(() => {
    if (outcome === 'ready') return
    const timer = setTimeout(() => setOutcome('ready'), 1500)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => setOutcome((await copyToClipboard(value).catch(() => false)) ? 'copied' : 'failed')
  const { Icon, color, word } = looks[outcome]
  return (
    <Tooltip label={word ?? label}>
      <ActionIcon
        variant="subtle"
        color={color}
        size={20}
        className={isQuiet && outcome === 'ready' ? 'on-hover' : ''}
        aria-label={label}
        onClick={() => void copy()}
      >
        <Icon size={14} aria-hidden />
        {word && <output className="visually-hidden">{word}</output>}
      </ActionIcon>
    </Tooltip>
  )
}
