import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'

/** Something to be done with a row. */
export interface MenuAction {
  label: string
  icon?: ReactNode
  onClick: () => void
  /** Why it is not possible now. */
  refusal?: string | undefined
  isDangerous?: boolean
}

/** The menu at the end of a row; what is not possible stays in it, greyed, with its reason. */
export function ActionsMenu({ of, actions }: { of: string; actions: readonly MenuAction[] }) {
  const button = useRef<HTMLButtonElement>(null)
  // A dialog gives the focus back to where it was when it opened; the item will be gone by then, the button not.
  const begin = (action: MenuAction) => {
    button.current?.focus()
    action.onClick()
  }
  return (
    <Menu position="bottom-end" width={290} shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" aria-label={`Actions for ${of}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Entry key={action.label} action={action} onClick={() => begin(action)} />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Entry({ action, onClick }: { action: MenuAction; onClick: () => void }) {
  const { label, icon, refusal, isDangerous } = action
  if (!refusal)
    return (
      <Menu.Item leftSection={icon} onClick={onClick} {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}>
        {label}
      </Menu.Item>
    )
  return (
    <Menu.Item
      leftSection={icon}
      closeMenuOnClick={false}
      ref={markDisabled}
      aria-description={refusal}

      c="dimmed"
    >
      {label}
      <Text size="xs" c="dimmed" className="break" aria-hidden>
        {refusal}
      </Text>
    </Menu.Item>
  )
}

/** Mantine's own way of disabling takes an item out of the arrow keys' reach, and with it the reason. */
const markDisabled = (item: HTMLButtonElement) => {
  item.setAttribute('aria-disabled', 'true')
  // React keeps the element when the item becomes possible under an open menu.
  return () => item.removeAttribute('aria-disabled')
}
