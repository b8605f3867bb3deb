import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'
import { keyValuesProblem, type KeyValue } from '#ui/key-values'
import { namesOf } from './server-names.ts'
import { encodedSize, mostEncoded } from './user-data.ts'

/** A network interface that the server will have: on a network, where it may have a fixed address, or an existing port. */
export interface Card {
  id: number
  kind: 'network' | 'port'
  /** The network's or the port's id; null until it is chosen. */
  target: string | null
  address: string
}

/** The values of the create form. */
export interface CreateForm {
  name: string
  count: number
  /** The number in the first name, where the name has a place for one. */
  firstNumber: number
  imageId: string | null
  flavorId: string | null
  keyName: string | null
  networking: 'auto' | 'none' | 'chosen'
  cards: Card[]
  userData: string
  description: string
  hostname: string
  adminPassword: string
  configDrive: boolean
  zone: string | null
  host: string | null
  groupId: string | null
  tags: string[]
  metadata: KeyValue[]
  hints: KeyValue[]
}

let lastCard = 0

/** A network interface of which nothing is chosen yet. */
export const newCard = (kind: Card['kind'], target: string | null = null, address = ''): Card => ({
  id: ++lastCard,
  kind,
  target,
  address,
})

type Choices = Pick<CreateOptions, 'images' | 'flavors' | 'keyPairs'>

/** The form's initial values: where there is only one choice, it is made. */
export const initialForm = ({ images, flavors, keyPairs }: Choices): CreateForm => ({
  name: '',
  count: 1,
  firstNumber: 1,
  imageId: images.length === 1 ? (images[0]?.id ?? null) : null,
  flavorId: flavors.length === 1 ? (flavors[0]?.id ?? null) : null,
  keyName: keyPairs.length === 1 ? (keyPairs[0]?.name ?? null) : null,
  networking: 'auto',
  cards: [],
  userData: '',
  description: '',
  hostname: '',
  adminPassword: '',
  configDrive: false,
  zone: null,
  host: null,
  groupId: null,
  tags: [],
  metadata: [],
  hints: [],
})

/** What is wrong with each field; null if nothing is. */
export const formProblems = {
  name: (name: string, form: CreateForm) => {
    if (!name.trim()) return t('Give the server a name')
    return namesOf(form).some((each) => each.length > 255) ? t('A name can have up to 255 characters') : null
  },
  count: (count: number) =>
    Number.isInteger(count) && count >= 1 && count <= 100 ? null : t('Enter a number from 1 to 100'),
  firstNumber: (first: number) => (Number.isInteger(first) && first >= 0 ? null : t('Enter a number from 0 on')),
  imageId: (id: string | null) => (id ? null : t('Choose an image')),
  flavorId: (id: string | null) => (id ? null : t('Choose a flavor')),
  cards: (cards: Card[], form: CreateForm) => (form.networking === 'chosen' ? cardsProblem(cards, form.count) : null),
  userData: (text: string) => (encodedSize(text) > mostEncoded ? t('The user data is too large') : null),
  hostname: (hostname: string, { count }: CreateForm) =>
    hostname.trim() && count > 1 ? t('Several servers cannot have one hostname: leave it empty') : null,
  metadata: keyValuesProblem,
  hints: keyValuesProblem,
} as const

function cardsProblem(cards: readonly Card[], count: number): string | null {
  if (cards.length === 0) return t('Add a network or a port')
  if (cards.some(({ target }) => target === null)) return t('Choose a network or a port in every line')
  const ports = cards.filter(({ kind }) => kind === 'port').map(({ target }) => target)
  if (new Set(ports).size < ports.length) return t('A port can be used only once')
  const isForOne = cards.some(({ kind, address }) => kind === 'port' || address.trim() !== '')
  if (count > 1 && isForOne)
    return t('A port or a fixed address can be used by one server only: create one server, or choose networks alone')
  const wrong = cards.find(({ kind, address }) => kind === 'network' && address.trim() && !isAddress(address.trim()))
  return wrong ? t('{{address}} is not an IP address', { address: wrong.address.trim() }) : null
}

const isAddress = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) < 256)
    : text.includes(':') && URL.canParse(`http://[${text}]`)
