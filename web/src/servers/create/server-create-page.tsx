import { useSuspenseQuery } from '@tanstack/react-query'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { toCreateServers } from '#shared/permits'
import { useBff, usePaths } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { useRefusalBy } from '#ui/permit'
import { createOptionsQuery } from '../choices/create-options-query.ts'
import { cloneRequest } from './clone-request.ts'
import { isKept } from './leave-guard.tsx'
import { ServerCreateForm } from './server-create-form.tsx'
import { formOf } from './server-request.ts'
import { startForm } from './start-form.ts'
import { originalQuery } from './start-query.ts'
import { templateQuery } from './template-query.ts'
import { templateStart } from './template-start.ts'

export default function ServerCreatePage() {
  const refusal = useRefusalBy()(toCreateServers)
  const [link] = useSearchParams()
  const formNumber = useFormNumber(link.toString())
  return (
    <>
      <PageHeader title={t('Create server')} />
      {refusal === undefined ? <CreateByLink key={formNumber} link={link} /> : <ForOthers why={refusal} />}
    </>
  )
}

/** Counts the forms: another link is another form, unless the address only follows what was done in this one. */
function useFormNumber(link: string): number {
  const location = useLocation()
  const [shown, setShown] = useState({ link, number: 0 })
  if (shown.link === link) return shown.number
  const number = shown.number + (isKept(location) ? 0 : 1)
  setShown({ link, number })
  return number
}

/** Somebody who may not create any is told so instead of filling in a form that is refused. */
function ForOthers({ why }: { why: string }) {
  const paths = usePaths()
  return (
    <div className="card">
      <EmptyState icon={<IconLock />} title={t('You may not create servers in this project')} text={why}>
        <LinkButton to={paths.servers()} variant="default">
          {t('Servers')}
        </LinkButton>
      </EmptyState>
    </div>
  )
}

function CreateByLink({ link: followed }: { link: URLSearchParams }) {
  const bff = useBff()
  // What the form began with: the address may change while it is filled in.
  const [link] = useState(followed)
  const { data: options } = useSuspenseQuery(createOptionsQuery(bff))
  const { data: original } = useSuspenseQuery(originalQuery(bff, link.get('clone')))
  const { data: found } = useSuspenseQuery(templateQuery(bff, link.get('template')))
  const [start] = useState(() => {
    if (found.template) return startForm(options, link, templateStart(found.template.request, options))
    const clone = original.server && cloneRequest(original.server, original.interfaces, options)
    return startForm(options, link, clone && { form: formOf(clone.request), notes: clone.notes })
  })
  return (
    <ServerCreateForm
      options={options}
      start={start.form}
      notes={start.notes}
      copyOf={original.server}
      template={found.template}
      refusals={[
        { title: t('The server to copy could not be read'), refusal: original.refusal },
        { title: t('The template could not be read'), refusal: found.refusal },
      ]}
    />
  )
}
