import { Button, Collapse, Stack } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

interface CreateSectionProps {
  title: string
  /** Something in it needs a look: it opens by itself. */
  hasError: boolean
  children: ReactNode
}

/** A part of the form that most do not need: closed until somebody opens it. */
export function CreateSection({ title, hasError, children }: CreateSectionProps) {
  const [isOpened, setOpened] = useState(false)
  const opened = isOpened || hasError
  const Icon = opened ? IconChevronDown : IconChevronRight
  return (
    <section aria-label={title}>
      <Button
        variant="subtle"
        size="compact-sm"
        px={4}
        aria-expanded={opened}
        leftSection={<Icon size={14} aria-hidden />}
        onClick={() => setOpened(!opened)}
      >
        {title}
      </Button>
      <Collapse expanded={opened}>
        <Stack gap="md" pt="xs">
          {children}
        </Stack>
      </Collapse>
    </section>
  )
}
