import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  /** What is at the right of the heading: a link to more, a choice. */
  beside?: ReactNode
  /** Its content stands on a surface of its own, with this much room around it; a table needs none. */
  surface?: 'padded' | 'flush' | 'none'
  children: ReactNode
}

const surfaces = { padded: 'card card-body', flush: 'card', none: '' } as const

/** A part of a page: a heading above one surface. A section never stands in another one. */
export function Section({ title, beside, surface = 'padded', children }: SectionProps) {
  return (
    <section className="section" aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        {beside}
      </div>
      <div className={surfaces[surface]}>{children}</div>
    </section>
  )
}
