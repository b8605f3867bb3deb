import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { actionWord } from '#shared/action-words'
import type { CloudHome } from '#shared/bff'
import { usePaths } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { StatusMark } from '#ui/status'

/** What has failed lately in all projects: what, of which server, why, who asked for it, and when. */
export function FailedActions({
  failures: { actions, total },
}: {
  failures: NonNullable<CloudHome['failures']['value']>
}) {
  const paths = usePaths()
  if (total === 0) return <p className="dimmed home-quiet">{t('Nothing has failed.')}</p>
  return (
    <>
      <ul className="home-failures" aria-label={t('Failed in the last 24 hours')}>
        {actions.map((one) => (
          <li key={one.id}>
            <StatusMark tone="bad" />
            <span className="home-failure-what">
              {actionWord(one.action)}{' '}
              {one.server_deleted ? (
                <Link to={paths.activity(`request:${one.request_id}`)} className="name-link">
                  <s>{one.server_name}</s>
                </Link>
              ) : (
                <NameLink to={paths.serverActivity(one.server_id)} name={one.server_name} />
              )}
            </span>
            <span className="home-failure-why" title={one.message ?? undefined}>
              {one.message}
            </span>
            <span className="dimmed home-failure-who">
              {t('{{user}} in {{project}}', {
                user: one.user_name ?? one.user_id.slice(0, 8),
                project: one.project_name ?? one.project_id.slice(0, 8),
              })}
              {' · '}
              <RelativeTime at={one.start_time} />
            </span>
          </li>
        ))}
      </ul>
      {total > actions.length && (
        <Anchor component={Link} to={paths.activity('outcome:failure time:<24h')} size="sm">
          {t('{{count}} more have failed', { count: total - actions.length })}
        </Anchor>
      )}
    </>
  )
}
