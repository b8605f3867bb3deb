import { useSuspenseQuery } from '@tanstack/react-query'
import { IconLock } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import { useBff, usePaths, useScope } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { createOptionsQuery } from '../choices/create-options-query.ts'
import { cloneRequest } from './clone-request.ts'
import { ServerCreateForm } from './server-create-form.tsx'
import { startForm } from './start-form.ts'
import { originalQuery } from './start-query.ts'

export default function ServerCreatePage() {
  const { isMember } = useScope()
  const [link] = useSearchParams()
  return (
    <>
      <PageHeader title={t('Create server')} />
      {/* Another link is another form. */}
      {isMember ? <CreateByLink key={link.toString()} link={link} /> : <ForMembers />}
    </>
  )
}

/** Somebody who may only read is told so instead of filling in a form that is refused. */
function ForMembers() {
  const paths = usePaths()
  return (
    <div className="card">
      <EmptyState
        icon={<IconLock />}
        title={t('You may not create servers in this project')}
        text={t('Creating a server requires the member role in this project. You may look at everything in it.')}
      >
        <LinkButton to={paths.servers()} variant="default">
          {t('Servers')}
        </LinkButton>
      </EmptyState>
    </div>
  )
}

function CreateByLink({ link }: { link: URLSearchParams }) {
  const bff = useBff()
  const { data: options } = useSuspenseQuery(createOptionsQuery(bff))
  const { data: original } = useSuspenseQuery(originalQuery(bff, link.get('clone')))
  const clone = original.server && cloneRequest(original.server, original.interfaces, options)
  const { form, notes } = startForm(options, link, clone)
  return (
    <ServerCreateForm
      options={options}
      start={form}
      notes={notes}
      copyOf={original.server}
      refusal={original.refusal}
    />
  )
}
