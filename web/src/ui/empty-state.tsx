import type { ReactNode } from 'react'

/** Shown when there is nothing to list: why, and in `children` the next step. */
export function EmptyState(props: { title: string; icon?: ReactNode; text?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      {props.icon && (
        <span className="empty-icon" aria-hidden>
          {props.icon}
        </span>
      )}
      <h2>{props.title}</h2>
      {props.text && <p>{props.text}</p>}
      {props.children && <div className="empty-next">{props.children}</div>}
    </div>
  )
}
