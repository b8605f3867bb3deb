import type { ReactNode } from 'react'
import { ActionButton } from '#ui/action-button'
import type { MenuAction } from '#ui/actions-menu'

interface SettingProps {
  label: string
  /** What it means, or why it cannot be changed. */
  help: string
  children?: ReactNode
}

/** One line of the settings: what it is, what it means, its value. */
export function Setting({ label, help, children }: SettingProps) {
  return (
    <section className="setting" aria-label={label}>
      <div>
        <h3>{label}</h3>
        <p>{help}</p>
      </div>
      <div className="setting-value break">{children}</div>
    </section>
  )
}

/** A line that is changed by actions of the server, each with its reason where it is not possible now. */
export function ActionSetting({ actions, children, ...setting }: SettingProps & { actions: readonly MenuAction[] }) {
  return (
    <Setting {...setting}>
      {children && <div className="break">{children}</div>}
      <div className="setting-actions">
        {actions.map(({ label, icon, refusal, isDangerous, onClick }) => (
          <div key={label}>
            <ActionButton
              variant="default"
              leftSection={icon}
              refusal={refusal}
              onClick={onClick}
              {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {label}
            </ActionButton>
            {refusal && <p className="setting-refusal">{refusal}</p>}
          </div>
        ))}
      </div>
    </Setting>
  )
}
