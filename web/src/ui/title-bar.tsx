import { Button, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { ActionsMenu, type MenuAction } from './actions-menu.tsx'
import { Breadcrumbs, type Crumb } from './breadcrumbs.tsx'
import { t } from './i18n.ts'
import { useRefusalOf } from './permit.ts'
import { useTabTitle } from './tab-title.ts'

const none: readonly MenuAction[] = []

interface TitleBarProps {
  crumbs: readonly Crumb[]
  /** The name of the thing that the page is about. */
  title: string
  /** Stands for the name, where that can be edited in place; it contains the heading. */
  heading?: ReactNode
  status?: ReactNode
  /** Everything that can be done with it, in the order of its menu. */
  actions?: readonly MenuAction[]
  /** Those of them that are sought first, the likeliest first: the first two that are possible now are buttons. */
  likely?: readonly MenuAction[]
  /** What stands before the buttons. */
  children?: ReactNode
}

/** The head of a page about one thing: it stays in view, with the two actions that make sense now and a menu of all others. */
export function TitleBar({ crumbs, title, heading, status, likely = none, actions = none, children }: TitleBarProps) {
  useTabTitle(title)
  const refusalOf = useRefusalOf()
  const buttons = likely.filter((action) => !refusalOf(action)).slice(0, 2)
  const rest = actions.filter(({ label }) => !buttons.some((button) => button.label === label))
  return (
    <header className="title-bar">
      <div className="title-bar-words">
        <Breadcrumbs crumbs={crumbs} />
        {heading ?? <Heading>{title}</Heading>}
        {status && <div aria-live="polite">{status}</div>}
      </div>
      <div className="title-bar-actions">
        {children}
        {buttons.map(({ label, icon, onClick, isDangerous }) => (
          <Button
            key={label}
            variant="default"
            leftSection={icon}
            onClick={onClick}
            {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
          >
            {label}
          </Button>
        ))}
        {rest.length > 0 && <ActionsMenu label={t('More')} of={title} actions={rest} />}
      </div>
    </header>
  )
}

/** The heading of a page: it takes the focus when the page is opened. */
export function Heading({ children }: { children: string }) {
  return (
    <Title order={1} tabIndex={-1} title={children}>
      {children}
    </Title>
  )
}
