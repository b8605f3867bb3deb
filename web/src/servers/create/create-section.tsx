import { Collapse } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Suspense, useState, type ReactNode } from 'react'

interface CreateSectionProps {
  title: string
  /** What is in it, for those who do not open it. */
  about: string
  /** It shows itself at first: something in it is filled in already. */
  isFilled: boolean
  /** A field in it has an error: the section opens by itself. */
  hasError: boolean
  children: ReactNode
}

/** A part of the form that is rarely needed: closed until somebody opens it. */
export function CreateSection({ title, about, isFilled, hasError, children }: CreateSectionProps) {
  const [isOpened, setOpened] = useState(isFilled)
  const opened = isOpened || hasError
  // What nobody opens is neither made nor loaded; what was opened once stays.
  const [wasOpened, setWasOpened] = useState(opened)
  if (opened && !wasOpened) setWasOpened(true)
  const Icon = opened ? IconChevronDown : IconChevronRight
  return (
    <section className="form-section" aria-label={title}>
      <header>
        <h2>
          <button type="button" className="fold" aria-expanded={opened} onClick={() => setOpened(!opened)}>
            <Icon size={16} aria-hidden />
            {title}
          </button>
        </h2>
        {!opened && <p>{about}</p>}
      </header>
      <Collapse expanded={opened}>
        <div className="stack-fields">{wasOpened && <Suspense fallback={null}>{children}</Suspense>}</div>
      </Collapse>
    </section>
  )
}
