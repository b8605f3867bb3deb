import { expect, test } from 'vitest'
import { element, render } from './element.ts'

test('values are escaped in text and in attributes', () => {
  expect(render(element('name', { title: `a'b"c` }, '<&>'))).toBe(
    "<name title='a&apos;b&quot;c'>&lt;&amp;&gt;</name>\n",
  )
})

test('what XML cannot hold becomes the replacement character', () => {
  expect(render(element('name', {}, 'a\u0000b\u001Bc\uFFFEd😀'))).toBe('<name>a\uFFFDb\uFFFDc\uFFFDd😀</name>\n')
})

test('undefined attributes and children are left out', () => {
  expect(render(element('disk', { bus: undefined, order: 1 }, undefined, false))).toBe("<disk order='1'/>\n")
})

test('elements are indented, one a line', () => {
  expect(render(element('a', {}, element('b'), element('c', {}, 'd')))).toBe('<a>\n  <b/>\n  <c>d</c>\n</a>\n')
})
