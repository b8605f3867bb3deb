import { parseSync } from 'vite'

/** A text that is given to `t`, in the English in which it is written. */
export interface Text {
  text: string
  line: number
  /** It is told how many there are: it has a singular and a plural. */
  isCounted: boolean
}

/** What a source file says to people. */
export interface Texts {
  /** What goes through `t`. */
  texts: Text[]
  /** What people see though no catalogue has it. */
  untranslated: { text: string; line: number }[]
  /** Calls of `t` with something that is only known when it runs: no catalogue can be checked for that. */
  unknown: number[]
}

interface Node {
  type: string
  start: number
  [key: string]: unknown
}

/** Properties and attributes whose texts are read by people, on whatever component they stand. */
const visibleNames = new Set(
  (
    'label title placeholder aria-label aria-description aria-roledescription description text submitLabel header message ' +
    'heading word hint help noun empty consequence nothingFoundMessage alt summary cell note'
  ).split(' '),
)

/** Properties that hold what people read or what programs read; people's begin with a capital. */
const mixedNames = new Set(['name', 'property', 'value', 'what', 'error'])

/** Words that are the same in every language: names of products and of things in files and protocols. */
const properNames =
  /\b(?:Kilonova|Terraform|OpenStack|openstack|curl|VNC|Ctrl\+Alt\+Del|Ctrl|Alt|SHA256|MiB|GiB|vCPU|CPU|MAC|ID|UUID|IPv|IPv4|IPv6|CSV|JSON|SSH|NUMA|RAM)\b/g

const letters = /\p{L}{2}/u
const isCapital = (text: string) => /^\p{Lu}\p{Ll}/u.test(text)
const sentence = /^\p{Lu}\p{Ll}+(?:-\p{Ll}+)? \p{L}/u

/** Reads what the source `code` of `file` says, and whether it says it through `t`. */
export function textsIn(file: string, code: string): Texts {
  const { program } = parseSync(file, code, { lang: 'tsx' })
  const found: Texts = { texts: [], untranslated: [], unknown: [] }
  const lineOf = (node: Node) => code.slice(0, node.start).split('\n').length
  const seen = new Set<Node>()
  const report = (text: string, node: Node) => {
    const isPath = text.startsWith('/')
    if (!isPath && letters.test(text.replace(properNames, ''))) {
      found.untranslated.push({ text: text.trim().replace(/\s+/g, ' '), line: lineOf(node) })
    }
  }

  const visitCall = (call: Node) => {
    const [key, options] = call['arguments'] as [Node, Node?]
    const isCounted = options?.type === 'ObjectExpression' && hasProperty(options, 'count')
    const keys = literalsOf(key)
    if (!keys) found.unknown.push(lineOf(call))
    for (const { text, node } of keys ?? []) found.texts.push({ text, line: lineOf(node), isCounted })
    if (options) visit(options)
  }

  const visitVisible = (node: Node, isMeant = (_text: string) => true) => {
    for (const { text, node: at } of shownBy(node)) {
      if (seen.has(at) || !isMeant(text)) continue
      seen.add(at)
      report(text, at)
    }
  }

  const visit = (node: Node) => {
    if (isCallOf(node, 't')) return visitCall(node)
    if (node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)/.test(node.type)) return
    if (/^(Import|Export(All|Named)).*Declaration$/.test(node.type) && node['source']) return
    if (node.type === 'NewExpression' && (node['callee'] as Node)['name'] === 'Error') return
    if (node.type === 'JSXText') report(node['value'] as string, node)
    if (node.type === 'JSXAttribute' && node['value']) {
      const name = nameOf(node['name'] as Node)
      if (visibleNames.has(name)) visitVisible(node['value'] as Node)
      if (mixedNames.has(name)) visitVisible(node['value'] as Node, isCapital)
    }
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node['children'] as Node[]) if (child.type === 'JSXExpressionContainer') visitVisible(child)
    if (node.type === 'Property') {
      const name = nameOf(node['key'] as Node)
      if (visibleNames.has(name)) visitVisible(node['value'] as Node)
      if (mixedNames.has(name)) visitVisible(node['value'] as Node, isCapital)
    }
    for (const { text, node: at } of ownText(node))
      if (sentence.test(text) && !seen.has(at)) {
        seen.add(at)
        report(text, at)
      }
    for (const child of childrenOf(node)) visit(child)
  }

  visit(program as unknown as Node)
  return found
}

const isCallOf = (node: Node, name: string): boolean =>
  node.type === 'CallExpression' && (node['callee'] as Node)['name'] === name

const nameOf = (node: Node): string => String(node['name'] ?? node['value'] ?? '')

const hasProperty = (object: Node, name: string): boolean =>
  (object['properties'] as Node[]).some((one) => one.type === 'Property' && nameOf(one['key'] as Node) === name)

interface Literal {
  text: string
  node: Node
}

/** The text of a literal itself, a template's as it begins. */
function ownText(node: Node): Literal[] {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return [{ text: node['value'], node }]
  if (node.type === 'TemplateLiteral') return [{ text: quasisOf(node).join('0'), node }]
  return []
}

const quasisOf = (template: Node): string[] =>
  (template['quasis'] as Node[]).map((quasi) => (quasi['value'] as { cooked: string }).cooked)

/** The texts that an expression can be, if all of them are written out. */
function literalsOf(node: Node): Literal[] | null {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return [{ text: node['value'], node }]
  if (node.type === 'TemplateLiteral' && quasisOf(node).length === 1) return [{ text: quasisOf(node)[0]!, node }]
  if (node.type !== 'ConditionalExpression') return null
  const [yes, no] = [literalsOf(node['consequent'] as Node), literalsOf(node['alternate'] as Node)]
  return yes && no && [...yes, ...no]
}

/** The literals that an expression shows when it is drawn; what is given to a function is not. */
function shownBy(node: Node | null | undefined): Literal[] {
  switch (node?.type) {
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return shownBy(node['expression'] as Node)
    case 'ConditionalExpression':
      return [...shownBy(node['consequent'] as Node), ...shownBy(node['alternate'] as Node)]
    case 'LogicalExpression':
      return [...shownBy(node['left'] as Node), ...shownBy(node['right'] as Node)]
    case 'BinaryExpression':
      return node['operator'] === '+' ? [...shownBy(node['left'] as Node), ...shownBy(node['right'] as Node)] : []
    case 'ArrowFunctionExpression':
      return shownBy(node['body'] as Node)
    case 'TemplateLiteral':
      return [{ text: quasisOf(node).join(' '), node }, ...(node['expressions'] as Node[]).flatMap(shownBy)]
    case 'Literal':
      return ownText(node)
    default:
      return []
  }
}

const childrenOf = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string')
