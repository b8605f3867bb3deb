import { ActionIcon, Button, Menu, type MenuProps } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconDots } from '@tabler/icons-react'
import {
  Fragment,
  useEffect,
  useRef,
  useState,
  type ComponentPropsWithRef,
  type ReactNode,
  type RefObject,
} from 'react'
import { t } from './i18n.ts'
import { useRefusalOf, type Needs } from './permit.ts'

/** An entry of a menu. */
export interface MenuAction {
  label: string
  icon?: ReactNode
  onClick: () => void
  /** Why it is not possible now. */
  refusal?: string | undefined
  /** The policy rules that it takes. */
  needs?: Needs | undefined
  isDangerous?: boolean
  /** Actions of a group are listed together, with a divider after them. */
  group?: string
}

interface ActionsMenuProps {
  /** The name of what the menu is for. */
  of: string
  /** The entries, or how they are found out when the menu opens: a list has many menus, of which one is opened. */
  actions: readonly MenuAction[] | (() => readonly MenuAction[])
  /** A button with this label instead of three dots. */
  label?: string
}

/** The menu of a row or a page: first what is possible, and folded below it what is not, each with its reason. */
export function ActionsMenu({ of, actions, label }: ActionsMenuProps) {
  const [isAsked, setAsked] = useState(false)
  if (isAsked) return <AskedMenu of={of} actions={actions} {...(label ? { label } : {})} />
  return <Target of={of} label={label} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} />
}

/** The menu from its first opening on: a menu costs more to draw than the row that it is of. */
function AskedMenu({ of, actions, label }: ActionsMenuProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpened, setOpened] = useState(false)
  // Its button takes the place of the one that was pressed, and the focus if that had it, before the menu opens and remembers where it was.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true })
    // oxlint-disable-next-line react/set-state-in-effect -- the focus, which is the document's, must be there before the menu opens
    setOpened(true)
  }, [])
  return (
    <Menu position="bottom-end" width={260} withinPortal middlewares={placing} opened={isOpened} onChange={setOpened}>
      <Menu.Target>
        <Target of={of} label={label} ref={button} />
      </Menu.Target>
      <Menu.Dropdown className="actions-menu">
        <Entries actions={typeof actions === 'function' ? actions() : actions} button={button} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** What the menu lists. It is drawn while the menu is open only, so what was unfolded is folded again the next time. */
function Entries({ actions, button }: { actions: readonly MenuAction[]; button: RefObject<HTMLButtonElement | null> }) {
  const [isUnfolded, setUnfolded] = useState(false)
  // A dialog returns the focus to where it was when it opened: the menu item will be gone by then, the button will not.
  const begin = (action: MenuAction) => {
    button.current?.focus()
    action.onClick()
  }
  const refusalOf = useRefusalOf()
  const possible = actions.filter((action) => !refusalOf(action))
  const impossible = actions.filter((action) => refusalOf(action))
  // Where nothing else is left, a fold would hide the only thing that there is to read.
  const isOpen = isUnfolded || possible.length === 0
  const groups = [...Map.groupBy(possible, ({ group = '' }) => group)]
  return (
    <>
      {groups.map(([group, members], index) => (
        <Fragment key={group}>
          {index > 0 && <Menu.Divider />}
          {members.map((action) => (
            <Menu.Item
              key={action.label}
              leftSection={action.icon}
              onClick={() => begin(action)}
              {...(action.isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {action.label}
            </Menu.Item>
          ))}
        </Fragment>
      ))}
      {possible.length > 0 && impossible.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Item
            closeMenuOnClick={false}
            c="dimmed"
            aria-expanded={isOpen}
            leftSection={
              isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />
            }
            onClick={() => setUnfolded(!isOpen)}
          >
            {t('Unavailable ({{count}})', { count: impossible.length })}
          </Menu.Item>
        </>
      )}
      {isOpen && impossible.map((action) => <Impossible key={action.label} action={action} />)}
    </>
  )
}

const margin = { padding: 8 }
/** As high as the style sheet allows. Where neither side has room for all of it, it is on the larger one and scrolls. */
const placing: NonNullable<MenuProps['middlewares']> = {
  flip: { ...margin, fallbackStrategy: 'bestFit' },
  shift: margin,
  size: {
    ...margin,
    apply: ({ elements, availableHeight }) =>
      elements.floating.style.setProperty('--room', `${Math.max(160, availableHeight)}px`),
  },
}

interface TargetProps extends Pick<
  ComponentPropsWithRef<'button'>,
  'ref' | 'onClick' | 'aria-haspopup' | 'aria-expanded'
> {
  of: string
  label: string | undefined
}

/** The button that opens a menu: three dots, or a label. */
function Target({ of, label, ...button }: TargetProps) {
  if (label)
    return (
      <Button
        variant="default"
        rightSection={<IconChevronDown size={14} aria-hidden />}
        aria-label={t('{{action}} for {{name}}', { action: label, name: of })}
        {...button}
      >
        {label}
      </Button>
    )
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t('Actions for {{name}}', { name: of })} {...button}>
      <IconDots size={16} aria-hidden />
    </ActionIcon>
  )
}

function Impossible({ action }: { action: MenuAction }) {
  const { label, icon } = action
  const refusal = useRefusalOf()(action)
  return (
    <Menu.Item leftSection={icon} closeMenuOnClick={false} ref={markDisabled} aria-description={refusal} c="dimmed">
      {label}
      {/* Read as the description: it is not a part of the name. */}
      <span className="menu-refusal" aria-hidden>
        {refusal}
      </span>
    </Menu.Item>
  )
}

/** Mantine's own `disabled` would make the item, and with it the reason, unreachable by the arrow keys. */
const markDisabled = (item: HTMLButtonElement) => {
  item.setAttribute('aria-disabled', 'true')
  // React keeps the element when the item becomes possible while the menu is open.
  return () => item.removeAttribute('aria-disabled')
}
