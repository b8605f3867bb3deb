import { Button, Menu, Stack, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { Navigate, useNavigate } from 'react-router'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { searchOf, type ListAddress } from './list-address.ts'
import { useSavedViews } from './saved-views.ts'

interface ViewsMenuProps {
  /** The id of the person, to whom the views belong. */
  person: string
  list: string
  address: ListAddress
}

/** The views of a list that this person has saved. What a view shows is in its address, so that a link to it shows the same to others. */
export function ViewsMenu({ person, list, address }: ViewsMenuProps) {
  const { views, save, remove } = useSavedViews(person, list)
  const navigate = useNavigate()
  const [name, setName] = useState<string | null>(null)
  const current = views.find((view) => view.name === address.view)
  const here = (view: string | null) => searchOf(address, { view, after: null, before: null, from: null })
  const isChanged = current !== undefined && current.search !== here(current.name)
  const go = (search: string) => void navigate({ search }, { replace: true })
  // A link may name the view alone: what it shows then takes its place, once.
  const [isAlone, setAlone] = useState(
    current !== undefined && here(null) === '' && current.search !== here(current.name),
  )
  if (isAlone && here(null) !== '') setAlone(false)
  if (isAlone && current) return <Navigate to={{ search: current.search }} replace />
  const saveAs = (wanted: string) => {
    const search = here(wanted)
    save({ name: wanted, search })
    go(search)
  }
  const submit = () => {
    const wanted = name?.trim()
    if (!wanted) return
    saveAs(wanted)
    setName(null)
  }
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />} className="list-tool">
            <span className="clip">
              {current ? (isChanged ? t('{{view}}, changed', { view: current.name }) : current.name) : t('Views')}
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="actions-menu" maw={320}>
          {views.map((view) => (
            <Menu.Item key={view.name} onClick={() => go(view.search)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          {isChanged && (
            <Menu.Item onClick={() => saveAs(current.name)}>
              {t('Save changes to {{view}}', { view: current.name })}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => setName('')}>{t('Save this view…')}</Menu.Item>
          {current && (
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => {
                remove(current.name)
                go(here(null))
              }}
            >
              {t('Delete view {{view}}', { view: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <FormDialog
        title={t('Save this view')}
        opened={name !== null}
        onClose={() => setName(null)}
        onSubmit={submit}
        submitLabel={t('Save view')}
        isPending={false}
        error={null}
      >
        <Stack>
          <TextInput
            label={t('Name')}
            description={t(
              'Search, order, columns and size are saved in this browser. A view of the same name is replaced.',
            )}
            data-autofocus
            required
            maxLength={60}
            value={name ?? ''}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        </Stack>
      </FormDialog>
    </>
  )
}
