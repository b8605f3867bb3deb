import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTabTitle } from './tab-title.ts'

/** A page's heading, its title in the browser's tab, and its actions on the right. */
export function PageHeader(props: {
  title: string
  tab?: string
  below?: ReactNode
  beside?: ReactNode
  children?: ReactNode
}) {
  useTabTitle(props.tab ?? props.title)
  return (
    <div className="page-head">
      <div className="page-head-words">
        <div className="page-head-actions">
          <Title order={1} tabIndex={-1} className="break">
            {props.title}
          </Title>
          {props.beside}
        </div>
        {props.below && (
          <Text size="sm" c="dimmed" component="div">
            {props.below}
          </Text>
        )}
      </div>
      <div className="page-head-actions">{props.children}</div>
    </div>
  )
}
