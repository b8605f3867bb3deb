import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface BannerProps {
  /** In a few words; absent when the text says it all. */
  title?: string
  icon?: ReactNode
  /** Why it stands there. */
  text: ReactNode
  /** What can be done about it. */
  children?: ReactNode
}

/** Says above a page what one must know before anything else, and offers the way on. */
export function Banner({ title, icon, text, children }: BannerProps) {
  return (
    <section className="banner" aria-label={title ?? 'Note'}>
      {icon && (
        <span className="banner-icon" aria-hidden>
          {icon}
        </span>
      )}
      <div className="banner-words">
        {title && (
          <Text component="h2" fw={600} size="sm">
            {title}
          </Text>
        )}
        <Text size="sm" className="break" component="div">
          {text}
        </Text>
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </section>
  )
}
