import { Group } from '@mantine/core'
import { ActionButton } from '#ui/action-button'
import type { MenuAction } from '#ui/actions-menu'

/** Actions of a server as buttons beside what they change. */
export function ServerActionButtons({ actions }: { actions: readonly MenuAction[] }) {
  return (
    <Group gap="xs">
      {actions.map(({ label, icon, refusal, onClick }) => (
        <ActionButton key={label} size="xs" variant="default" leftSection={icon} refusal={refusal} onClick={onClick}>
          {label}
        </ActionButton>
      ))}
    </Group>
  )
}
