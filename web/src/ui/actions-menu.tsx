import { ActionIcon, Button, Menu, Tooltip, useMatches } from '@mantine/core'
import { IconChevronDown, IconDots } from '@tabler/icons-react'
import { Fragment, useRef, type ReactNode, type RefObject } from 'react'

/** Something to be done with a thing. */
export interface MenuAction {
  label: string
  icon?: ReactNode
  onClick: () => void
  /** Why it is not possible now. */
  refusal?: string | undefined
  isDangerous?: boolean
  /** Actions of one group stand together, a line between them and the next. */
  group?: string
}

interface ActionsMenuProps {
  /** The thing's name. */
  of: string
  actions: readonly MenuAction[]
  /** A button with this label instead of three dots. */
  label?: string
}

/** A thing's menu; what is not possible stays in it, greyed, with its reason. */
export function ActionsMenu({ of, actions, label }: ActionsMenuProps) {
  const button = useRef<HTMLButtonElement>(null)
  // A dialog gives the focus back to where it was when it opened; the item will be gone by then, the button not.
  const begin = (action: MenuAction) => {
    button.current?.focus()
    action.onClick()
  }
  const groups = [...Map.groupBy(actions, ({ group = '' }) => group)]
  return (
    <Menu position="bottom-end" width={230} shadow="md" withinPortal>
      <Menu.Target>
        {label ? <LabelledButton ref={button} label={label} of={of} /> : <DotsButton ref={button} of={of} />}
      </Menu.Target>
      <Menu.Dropdown className="actions-menu">
        {groups.map(([group, members], index) => (
          <Fragment key={group}>
            {index > 0 && <Menu.Divider />}
            {members.map((action) => (
              <Entry key={action.label} action={action} onClick={() => begin(action)} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface TargetProps {
  of: string
  ref: RefObject<HTMLButtonElement | null>
}

function DotsButton({ of, ...target }: TargetProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${of}`} {...target}>
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  )
}

function LabelledButton({ of, label, ...target }: TargetProps & { label: string }) {
  return (
    <Button
      variant="default"
      size="xs"
      rightSection={<IconChevronDown size={14} aria-hidden />}
      aria-label={`${label} for ${of}`}
      {...target}
    >
      {label}
    </Button>
  )
}

function Entry({ action, onClick }: { action: MenuAction; onClick: () => void }) {
  const { label, icon, refusal, isDangerous } = action
  const side = useMatches({ base: 'bottom', sm: 'left' } as const)
  if (!refusal)
    return (
      <Menu.Item leftSection={icon} onClick={onClick} {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}>
        {label}
      </Menu.Item>
    )
  return (
    <Tooltip
      label={refusal}
      multiline
      maw={320}
      position={side}
      events={{ hover: true, focus: true, touch: true }}
      aria-hidden
    >
      <Menu.Item leftSection={icon} closeMenuOnClick={false} ref={markDisabled} aria-description={refusal} c="dimmed">
        {label}
      </Menu.Item>
    </Tooltip>
  )
}

/** Mantine's own way of disabling takes an item out of the arrow keys' reach, and with it the reason. */
const markDisabled = (item: HTMLButtonElement) => {
  item.setAttribute('aria-disabled', 'true')
  // React keeps the element when the item becomes possible under an open menu.
  return () => item.removeAttribute('aria-disabled')
}
