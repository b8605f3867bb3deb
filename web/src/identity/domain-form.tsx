import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { api } from '#shared/api'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { domainAddress } from './domain-query.ts'
import { NamedForm } from './named-form.tsx'

interface DomainFormProps {
  opened: boolean
  onClose: () => void
  /** The one that is changed; a new one is made without. */
  domain?: DomainView
}

/** Creates a domain, or changes the name and the description of one. */
export function DomainForm({ opened, onClose, domain }: DomainFormProps) {
  const bff = useBff()
  return (
    <NamedForm
      opened={opened}
      onClose={onClose}
      title={domain ? t('Edit domain') : t('Create domain')}
      submitLabel={domain ? t('Save') : t('Create domain')}
      nameMissing={t('Give the domain a name')}
      maxName={64}
      before={domain}
      onSave={(changes) =>
        domain
          ? api(bff).send('identity', domainAddress(domain.id), { method: 'PATCH', json: { domain: changes } })
          : api(bff).send('identity', '/domains', { method: 'POST', json: { domain: changes } })
      }
    >
      {domain && (
        <p className="dimmed">{t('Who signs in with the name of the domain types the new one from then on.')}</p>
      )}
    </NamedForm>
  )
}
