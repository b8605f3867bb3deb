import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** A link to a page of the dashboard that looks like a button. */
export function LinkButton({ to, children, ...rest }: { to: string; children: ReactNode } & ButtonProps) {
  return (
    <Button component={Link} to={to} {...rest}>
      {children}
    </Button>
  )
}
