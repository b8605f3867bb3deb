import { Tooltip } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'
import { t } from './i18n.ts'

interface NameOfProps {
  id: string
  /** Null where the name is not known: somebody who has been deleted, or whom one may not see. */
  name: string | null | undefined
}

/** A person by name, with the id on hover and a button that copies it. */
export const PersonName = (props: NameOfProps) => <NameOf {...props} copyLabel={t('Copy user ID')} />

/** A project by name, with the id on hover and a button that copies it. */
export const ProjectName = (props: NameOfProps) => <NameOf {...props} copyLabel={t('Copy project ID')} />

function NameOf({ id, name, copyLabel }: NameOfProps & { copyLabel: string }) {
  return (
    <span className="with-copy reveals">
      <Tooltip label={id}>
        <span className={name ? 'break' : 'mono'}>{name ?? `${id.slice(0, 8)}…`}</span>
      </Tooltip>
      <CopyButton value={id} label={copyLabel} isQuiet />
    </span>
  )
}
