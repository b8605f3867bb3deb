import { expect, test } from 'vitest'
import { projectOf, slugOf, withSlug } from './project-slug.ts'

const projects = [
  { id: '1'.repeat(32), name: 'payments' },
  { id: '2'.repeat(32), name: 'twins' },
  { id: '3'.repeat(32), name: 'twins' },
  { id: '4'.repeat(32), name: 'a/b' },
  { id: '5'.repeat(32), name: '..' },
  { id: '6'.repeat(32), name: '1'.repeat(32) },
  { id: '7'.repeat(32), name: 'Größe 1 %' },
]

test.each(projects)('what stands for $name leads back to it', (project) => {
  expect(projectOf(decodeURIComponent(slugOf(project, projects)), projects)).toBe(project)
})

test('a name stands in the address where it says which project is meant', () => {
  expect(projects.map((project) => slugOf(project, projects))).toEqual([
    'payments',
    '2'.repeat(32),
    '3'.repeat(32),
    '4'.repeat(32),
    '5'.repeat(32),
    '6'.repeat(32),
    'Gr%C3%B6%C3%9Fe%201%20%25',
  ])
})

test('a name that two projects have leads to neither', () => {
  expect(projectOf('twins', projects)).toBeUndefined()
})

test.each([
  ['/p/0123/servers/p', '/p/demo/servers/p'],
  ['/p/p/servers', '/p/demo/servers'],
  ['/p/p', '/p/demo'],
  ['/p/%C3%BC/p', '/p/demo/p'],
])('%s with another name for its project is %s', (pathname, proper) => {
  expect(withSlug(pathname, 'demo')).toBe(proper)
})
