import { lazy } from 'react'
import type { TagsEditorProps } from './tags-field.tsx'
import { patiently } from './use-loaded.ts'

const TagsField = lazy(patiently(() => import('./tags-field.tsx')))

/** Edits tags; Enter or a comma ends one. It is loaded when it is first shown, and has no place until then. */
export const TagsEditor = (props: TagsEditorProps) => <TagsField {...props} />
