import type { ReactNode } from 'react'
import { t } from './i18n.ts'

interface BannerProps {
  /** In a few words; absent if the text needs none. */
  title?: string
  icon?: ReactNode
  text: ReactNode
  /** How much it matters: `warn` if absent. */
  tone?: 'warn' | 'bad' | 'idle'
  /** What can be done about it. */
  children?: ReactNode
}

/** A note above a page on what is unusual, with the actions that resolve it. */
export function Banner({ title, icon, text, tone = 'warn', children }: BannerProps) {
  return (
    <section className="notice" data-tone={tone} aria-label={title ?? t('Note')}>
      {icon && (
        <span className="notice-icon" aria-hidden>
          {icon}
        </span>
      )}
      <div className="notice-words">
        {title && <h2>{title}</h2>}
        <div className="break">{text}</div>
      </div>
      {children && <div className="notice-actions">{children}</div>}
    </section>
  )
}
