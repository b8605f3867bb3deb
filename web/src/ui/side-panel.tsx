import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from './i18n.ts'

interface SidePanelProps {
  title: string
  opened: boolean
  onClose: () => void
  children: ReactNode
}

/** The details of one row, beside the list. */
export function SidePanel({ title, opened, onClose, children }: SidePanelProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={title}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {children}
    </Drawer>
  )
}
