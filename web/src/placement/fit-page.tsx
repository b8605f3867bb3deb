import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams, useNavigate } from 'react-router'
import { fitAddress, questionIn } from '#shared/fit-address'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { PageHeader } from '#ui/page-header'
import { FitAnswer } from './fit-answer.tsx'
import { FitForm } from './fit-form.tsx'
import { fitChoicesQuery } from './fit-query.ts'
import './placement.css'

/** "Would it fit?": where servers would go that nobody has asked for yet, and why not elsewhere. The address has the question. */
export default function FitPage() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const text = query.toString()
  const question = useMemo(() => questionIn(new URLSearchParams(text)), [text])
  const { data: choices } = useSuspenseQuery(fitChoicesQuery(useBff()))
  return (
    <>
      <PageHeader
        title={t('Would it fit?')}
        below={t(
          'What the scheduler would say now to servers that nobody has asked for yet. Nothing is created and nothing is claimed.',
        )}
      />
      <FitForm key={text} question={question} choices={choices} onAsk={(asked) => void navigate(fitAddress(asked))} />
      {(question.flavor !== null || question.sizes !== null) && <FitAnswer question={question} choices={choices} />}
    </>
  )
}
