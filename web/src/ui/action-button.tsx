import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useRefusalOf, type Needs } from './permit.ts'

interface ActionButtonProps extends ButtonProps {
  children: ReactNode
  onClick: () => void
  /** Why it is not possible now. The button stays focusable, so that the reason can be read. */
  refusal?: string | undefined
  /** The policy rules that it takes. */
  needs?: Needs | undefined
}

/** A button that says why when it is disabled. */
export function ActionButton({ refusal: own, needs, onClick, children, ...rest }: ActionButtonProps) {
  const refusal = useRefusalOf()({ needs, refusal: own })
  if (!refusal)
    return (
      <Button onClick={onClick} {...rest}>
        {children}
      </Button>
    )
  return (
    <Tooltip label={refusal} multiline maw={340} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        data-disabled
        aria-disabled
        aria-description={refusal}
        onClick={(event) => event.preventDefault()}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
