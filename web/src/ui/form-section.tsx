import type { ReactNode } from 'react'

/** A part of a form that has a page of its own: a heading, what it is for, and its fields. */
export function FormSection({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <section className="form-section" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {text && <p>{text}</p>}
      </header>
      {children}
    </section>
  )
}
