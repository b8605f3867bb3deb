/** A piece of XML not written yet: text in it is plain, escaping happens once, in `render`. */
export interface Element {
  name: string
  attributes: Readonly<Record<string, string | number | undefined>>
  children: readonly (Element | string)[]
}

type Child = Element | string | undefined | false

/** An element; attributes and children that are undefined are left out. */
export function element(name: string, attributes: Element['attributes'] = {}, ...children: Child[]): Element {
  return { name, attributes, children: children.filter((child) => child !== undefined && child !== false) }
}

/** The element as indented XML, every value escaped. */
export function render({ name, attributes, children }: Element, indent = ''): string {
  const head = `${indent}<${name}${renderAttributes(attributes)}`
  if (children.length === 0) return `${head}/>\n`
  if (children.every((child) => typeof child === 'string')) return `${head}>${escape(children.join(''))}</${name}>\n`
  const inner = children.map((child) =>
    typeof child === 'string' ? `${indent}  ${escape(child)}\n` : render(child, `${indent}  `),
  )
  return `${head}>\n${inner.join('')}${indent}</${name}>\n`
}

const renderAttributes = (attributes: Element['attributes']): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}='${escape(String(value))}'`)
    .join('')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
}

// What XML 1.0 cannot hold at all, not even as an entity, becomes the replacement character.
// oxlint-disable-next-line no-control-regex
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

const escape = (text: string): string =>
  text.replace(unwritable, '\uFFFD').replace(/[&<>'"]/g, (character) => entities[character] ?? character)
