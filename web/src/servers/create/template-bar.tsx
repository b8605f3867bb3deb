import { Button, Select } from '@mantine/core'
import { IconPencil, IconTemplate, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useBff } from '#shared/scope'
import { ActionsMenu } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { CopyButton } from '#ui/copy-button'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { showNotice } from '#ui/notices'
import { RelativeTime } from '#ui/relative-time'
import type { CreateForm } from './create-form.ts'
import { keepsForm } from './leave-guard.tsx'
import { templateOf } from './server-request.ts'
import { makerOf, notYours } from './template-name.ts'
import { templatesQuery, type BriefServerTemplateView } from './template-query.ts'
import { TemplateRenameForm } from './template-rename-form.tsx'
import { TemplateSaveForm } from './template-save-form.tsx'
import { useTemplates } from './use-templates.ts'

interface TemplateBarProps {
  /** The template that the form began with, as it was then. */
  begunWith: BriefServerTemplateView | null
  valuesOf: () => CreateForm
  onSaved: () => void
}

const none: readonly BriefServerTemplateView[] = []

type Dialog = 'save' | 'rename' | 'delete' | null

/** The project's templates above the form: one to begin with, what is done with it, and what is filled in as one more. */
export function TemplateBar({ begunWith, valuesOf, onSaved }: TemplateBarProps) {
  const { data: templates = none, error, isSuccess } = useQuery(templatesQuery(useBff()))
  const { keep, rename, remove } = useTemplates()
  const [used, setUsed] = useState(begunWith)
  const [dialog, setDialog] = useState<Dialog>(null)
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const chosen = templates.find(({ id }) => id === used?.id)
  const close = () => {
    setDialog(null)
    keep.reset()
    rename.reset()
  }
  const linkOf = (id: string | null) => `${pathname}${id === null ? '' : `?template=${encodeURIComponent(id)}`}`
  /** The address says what the form is now, so that it can be sent and loaded again; the form stays as it is. */
  const follow = (template: BriefServerTemplateView | null) => {
    setUsed(template)
    void navigate(linkOf(template?.id ?? null), { replace: true, state: keepsForm })
  }
  const save = (name: string, over: BriefServerTemplateView | null) =>
    keep.mutate(
      { name, request: templateOf(valuesOf()), over },
      {
        onSuccess: (template) => {
          onSaved()
          close()
          follow(template)
          showNotice({
            message: t('Saved as template {{name}}', { name: template.name }),
            role: 'status',
            autoClose: 3_000,
          })
        },
      },
    )
  return (
    <section className="template-bar" aria-label={t('Templates')}>
      {error && <ErrorNotice error={error} title={t('The templates could not be read')} />}
      <Select
        label={t('Template')}
        placeholder={isSuccess && templates.length === 0 ? t('No templates yet') : t('Begin with a template')}
        searchable
        clearable
        nothingFoundMessage={t('No template is named so')}
        disabled={templates.length === 0}
        leftSection={<IconTemplate size={16} aria-hidden />}
        data={templates.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen?.id ?? null}
        onChange={(id) => void navigate(linkOf(id))}
        renderOption={({ option }) => <Choice template={templates.find(({ id }) => id === option.value)!} />}
      />
      <div className="template-tools">
        {chosen && (
          <>
            <CopyButton
              value={`${window.location.origin}${linkOf(chosen.id)}`}
              label={t('Copy link to the template')}
            />
            <ActionsMenu
              of={chosen.name}
              actions={[
                {
                  label: t('Rename…'),
                  icon: <IconPencil size={16} aria-hidden />,
                  refusal: chosen.may_update ? undefined : notYours(chosen),
                  onClick: () => setDialog('rename'),
                },
                {
                  label: t('Delete template'),
                  icon: <IconTrash size={16} aria-hidden />,
                  refusal: chosen.may_delete ? undefined : notYours(chosen),
                  isDangerous: true,
                  onClick: () => setDialog('delete'),
                },
              ]}
            />
          </>
        )}
        <Button variant="default" onClick={() => setDialog('save')}>
          {t('Save as template…')}
        </Button>
      </div>
      {dialog === 'save' && (
        <TemplateSaveForm
          opened
          onClose={close}
          isPending={keep.isPending}
          error={keep.error}
          templates={templates}
          begunWith={used}
          hasUserData={valuesOf().userData !== ''}
          hasPassword={valuesOf().adminPassword !== ''}
          onKeep={save}
        />
      )}
      {dialog === 'rename' && chosen && (
        <TemplateRenameForm
          opened
          onClose={close}
          isPending={rename.isPending}
          error={rename.error}
          name={chosen.name}
          onRename={(name) => rename.mutate({ id: chosen.id, name }, { onSuccess: close })}
        />
      )}
      <ConfirmDelete
        kind={t('template')}
        name={dialog === 'delete' ? (chosen?.name ?? null) : null}
        consequence={t('is deleted for everybody in the project. Servers that were made from it stay as they are.')}
        onDelete={async () => {
          await remove(chosen!.id)
          follow(null)
        }}
        onClose={close}
      />
    </section>
  )
}

function Choice({ template }: { template: BriefServerTemplateView }) {
  return (
    <div className="template-choice">
      <span className="break">{template.name}</span>
      <span className="dimmed">
        {makerOf(template)} · <RelativeTime at={template.updated_at} />
      </span>
    </div>
  )
}
