import { t } from '#ui/i18n'
import { Status } from '#ui/status'

/** Whether something of identity can be used. */
export const EnabledStatus = ({ enabled }: { enabled: boolean }) => (
  <Status word={enabled ? t('Enabled') : t('Disabled')} tone={enabled ? 'good' : 'idle'} />
)
