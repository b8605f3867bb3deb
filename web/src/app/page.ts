import type { TablerIcon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Needs } from '#ui/permit'

type Load = () => Promise<{ default: ComponentType }>

/** A page that the router, the navigation, the palette and the breadcrumbs know from this list alone. */
export interface Page {
  /** Its address below that of its scope; '' is the scope's home. */
  path: string
  title: string
  load: Load
  /** Where it stands in the navigation; a page without a section is reached from others. */
  section?: { heading: string | null; Icon: TablerIcon }
  /** The policy rule without which the navigation and the palette do not lead there. */
  needs?: Needs | undefined
  /** Words under which the palette finds it besides its title; only of pages whose address is whole. */
  words?: readonly string[]
  /** What its list makes, as the button says it: the palette offers that, too. */
  creates?: string
  /** What of the page is an address of its own: its tabs. `path: ''` is what the page's own address shows. */
  tabs?: readonly { path: string; title: string; load: Load }[]
  /** It has a window of its own, without header and navigation. */
  isBare?: boolean
}
