import { expect, test } from 'vitest'
import { faultText } from './fault-text.ts'

const fault = { status: 404, kind: 'not-found', message: `Image <b>&"x" could not be found.` }
const formFor = (accept: string | undefined) => faultText(fault, accept)?.type.split(';')[0] ?? 'application/json'

// What WebOb 1.8.6 chose of its two offers, asked by hand.
test.each<[string | undefined, string]>([
  [undefined, 'text/plain'],
  ['*/*', 'text/html'],
  ['application/json', 'application/json'],
  ['Application/JSON', 'application/json'],
  ['text/html', 'text/html'],
  ['text/plain', 'text/plain'],
  ['image/png', 'text/plain'],
  ['application/xml', 'text/plain'],
  ['application/*', 'application/json'],
  ['text/*', 'text/html'],
  ['application/json, text/plain, */*', 'text/html'],
  ['application/json, */*', 'text/html'],
  ['*/*;q=0.8, application/json', 'application/json'],
  ['text/html;q=0.5, application/json', 'application/json'],
  ['text/html;q=0, */*', 'application/json'],
  ['application/json;q=0', 'text/plain'],
  ['application/json;q=0.000, text/plain', 'text/plain'],
  ['text/html;level=1, application/json', 'application/json'],
  ['application/json; charset=utf-8', 'text/plain'],
  ['application/json;charset=utf-8;q=0.5, text/html;q=0.4', 'text/html'],
  ['text/*;q=0.9, text/html;q=0.1, application/json;q=0.5', 'application/json'],
  ['application/json;q=0.5;ext=1', 'application/json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
  ['nonsense', 'text/html'],
  ['application/json;q=2', 'text/html'],
  [' , application/json,,', 'text/html'],
  [';;;', 'text/html'],
  ['*', 'text/html'],
])('a fault for Accept: %s is %s', (accept, form) => {
  expect(formFor(accept)).toBe(form)
})

test('an empty Accept, with which openstacksdk uploads, is answered in JSON although WebOb has plain text for it', () => {
  expect(formFor('')).toBe('application/json')
})

test('a page has its status and the escaped sentence; plain text has both as they are', () => {
  const html = faultText(fault, 'text/html')!.text
  expect(html).toContain('<h1>404 Not Found</h1>')
  expect(html).toContain('Image &lt;b&gt;&amp;&quot;x&quot; could not be found.<br />')
  expect(faultText(fault, undefined)!.text).toBe('404 Not Found\n\nImage <b>&"x" could not be found.\n')
})
