import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { CreateOptions } from '#shared/bff'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { cliCommand } from './cli-command.ts'
import type { CreateForm } from './create-form.ts'
import { curlCommand } from './curl-command.ts'
import { terraformBlock } from './terraform-block.ts'

const forms = {
  openstack: { title: 'openstack', write: cliCommand },
  curl: { title: 'curl', write: (form: CreateForm) => curlCommand(form, window.location.origin) },
  terraform: { title: 'Terraform', write: terraformBlock },
} as const

type Written = keyof typeof forms

/** The form as somebody would write it who has no dashboard: an `openstack` command, one of `curl`, a block for Terraform. */
export function AsCode({ form, options }: { form: CreateForm; options: CreateOptions }) {
  const [shown, setShown] = useState<Written>('openstack')
  const text = forms[shown].write(form, options)
  return (
    <section aria-label={t('Equivalent command')} className="as-code">
      <h3 className="label">{t('Equivalent command')}</h3>
      <div className="as-code-tools">
        <SegmentedControl
          aria-label={t('Written for')}
          size="xs"
          data={Object.entries(forms).map(([value, { title }]) => ({ value, label: title }))}
          value={shown}
          onChange={(next) => setShown(next as Written)}
        />
        <CopyButton value={text} label={t('Copy command')} />
      </div>
      {/* What is cut off is reached by the keyboard, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="mono as-code-text" tabIndex={0} aria-label={forms[shown].title}>
        {text}
      </section>
    </section>
  )
}
