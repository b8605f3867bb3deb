import { useEffect } from 'react'
import { useLocation, type Location } from 'react-router'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { useLeaveBlocker } from '#ui/use-leave-blocker'

/** The state of a navigation that changes the address of the form, and leaves the form as it is. */
export const keepsForm = { keepsForm: true }

/** Whether a navigation came, or comes, with the form kept. */
export const isKept = ({ state }: Location): boolean => (state as Partial<typeof keepsForm> | null)?.keepsForm === true

const isAnotherForm = (one: Location, other: Location): boolean =>
  one.pathname !== other.pathname || (one.search !== other.search && !isKept(other))

/** Asks before a page is left on which something was filled in, or another form begins: `isFilled` is asked at that moment. */
export function LeaveGuard({ isFilled }: { isFilled: () => boolean }) {
  const blocker = useLeaveBlocker(
    ({ currentLocation, nextLocation }) => isAnotherForm(currentLocation, nextLocation) && isFilled(),
  )
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isFilled()) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isFilled])
  const startsOver = blocker.location?.pathname === useLocation().pathname
  return (
    <Confirm
      title={startsOver ? t('Start over?') : t('Leave without creating?')}
      submitLabel={startsOver ? t('Start over') : t('Leave')}
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      isPending={false}
      error={null}
      isDangerous
    >
      {t('What you have filled in is lost.')}
    </Confirm>
  )
}
