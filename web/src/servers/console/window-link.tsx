import { ActionIcon, Tooltip } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { t } from '#ui/i18n'

/** Opens a console in a window of its own. */
export function WindowLink({ to }: { to: string }) {
  return (
    <Tooltip label={t('Open in its own window')}>
      <ActionIcon
        component="a"
        href={to}
        target="_blank"
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t('Open in its own window')}
        onClick={(event) => {
          event.preventDefault()
          window.open(to, '_blank', 'popup,width=1040,height=840')
        }}
      >
        <IconExternalLink size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
