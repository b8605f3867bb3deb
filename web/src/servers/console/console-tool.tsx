import { ActionIcon, Tooltip } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'

interface ConsoleToolProps {
  Icon: TablerIcon
  label: string
  isDisabled?: boolean
  /** Whether what it switches is on; a tool that switches nothing has none. */
  isOn?: boolean
  onClick: () => void
}

/** A button in a console's bar: its icon, and its words on hover and for screen readers. */
export function ConsoleTool({ Icon, label, isDisabled = false, isOn, onClick }: ConsoleToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={isOn ? 'light' : 'subtle'}
        color={isOn ? 'nova' : 'gray'}
        size={28}
        aria-label={label}
        {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        disabled={isDisabled}
        onClick={onClick}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
