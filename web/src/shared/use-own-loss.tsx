import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { bffOf } from './bff.ts'
import { type Act, endsAdministration, isAboutOwnGroup, mayConcern, ownRightsQuery } from './own-rights.ts'
import { useSession } from './session.ts'

/** What an act takes from the person who does it. */
interface OwnLoss {
  /** Whether they are no administrator afterwards, or may be none: a name is typed first then. */
  isGrave: boolean
  /** Why it cannot be done yet. */
  refusal?: string
  /** What is said of it. */
  note?: ReactNode
}

/** What `act` takes from the person who does it; null for what takes nothing. Looked up anew each time: rights change. */
export function useOwnLoss(act: Act | null): OwnLoss {
  const { user, projects, administration } = useSession()
  const isAsked = act !== null && administration?.isAdmin === true && mayConcern(act, user.id)
  // As an administrator also on the pages of a project, in which they may be less.
  const query = useQuery({ ...ownRightsQuery(bffOf('admin'), user.id), enabled: isAsked, staleTime: 0 })
  if (!isAsked) return { isGrave: false }
  // Who cannot be told what they lose is asked to take care.
  if (query.error) return { isGrave: true, note: <ErrorNotice error={query.error} /> }
  // What was so when it was asked last may be so no more.
  if (!query.data || query.isFetching) return { isGrave: false, refusal: t('What it takes from you is not known yet.') }
  const isGrave = endsAdministration(query.data, act, projects)
  return {
    isGrave,
    note: (
      <>
        {isAboutOwnGroup(query.data, act) && <p>{t('You are in it.')}</p>}
        {isGrave && (
          <p>
            {t('You are an administrator by this alone. Afterwards only another administrator can make you one again.')}
          </p>
        )}
      </>
    ),
  }
}
