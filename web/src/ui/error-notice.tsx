import { lazy, type ReactNode, Suspense } from 'react'
import { t } from './i18n.ts'

/** Comes later, so that the sign-in page is small; without a connection it stays away. */
const CopyButton = lazy(() =>
  import('./copy-button.tsx').then(
    (loaded) => ({ default: loaded.CopyButton }),
    () => ({ default: () => <></> }),
  ),
)

/** An error as it is shown: its message, and where known the service, the status and the request id. */
export interface Refused {
  message: string
  service?: string | undefined
  status?: number | undefined
  requestId?: string | null | undefined
}

interface ErrorNoticeProps {
  error: Refused
  title?: string
  /** What can be done about it. */
  children?: ReactNode
}

/** Shows an error with its service and the request id under which the log has its cause. Screen readers announce it. */
export function ErrorNotice({ error: { message, service, status, requestId }, title, children }: ErrorNoticeProps) {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <div className="notice-words">
        {title && <h2>{title}</h2>}
        <div className="break">{message}</div>
        {(service ?? requestId) && (
          <div className="notice-source break">
            {service && (
              <span>
                {service}
                {status ? ` · ${status}` : ''}
              </span>
            )}
            {requestId && (
              <span className="with-copy">
                <span className="mono">{requestId}</span>
                <Suspense>
                  <CopyButton value={requestId} label={t('Copy request ID')} />
                </Suspense>
              </span>
            )}
          </div>
        )}
        {children}
      </div>
    </div>
  )
}
