import '@mantine/notifications/styles.css'
import { Notifications } from '@mantine/notifications'

export { notifications } from '@mantine/notifications'

/** All notices that there are. */
export const ShownNotices = () => <Notifications position="bottom-right" />
