import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'

interface SidePanelProps {
  title: string
  opened: boolean
  onClose: () => void
  children: ReactNode
}

/** More about one thing of a list, beside the list. */
export function SidePanel({ title, opened, onClose, children }: SidePanelProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Drawer>
  )
}
