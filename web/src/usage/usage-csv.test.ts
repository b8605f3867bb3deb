import { expect, test } from 'vitest'
import { daysCsv, serversCsv } from './usage-csv.ts'

test('a file of days has their hours, memory in GB', () => {
  const day = {
    date: '2026-11-30',
    start: '2026-11-29T23:00:00.000Z',
    stop: '2026-11-30T23:00:00.000Z',
    servers: 2,
    hours: 1.23456,
    vcpu_hours: 2,
    memory_mb_hours: 512,
  }
  expect(daysCsv([{ ...day, disk_gb_hours: 0 }])[0]).toMatch(/^\uFEFFdate,/)
  expect(daysCsv([{ ...day, disk_gb_hours: 0 }])[1]).toBe(
    '2026-11-30,2,1.235,2,0.5,0,2026-11-29T23:00:00.000Z,2026-11-30T23:00:00.000Z\r\n',
  )
})

const november = { start: new Date('2026-11-01T00:00:00Z'), stop: new Date('2026-12-01T00:00:00Z') }

test('a file of servers has those that are deleted, and names that are no formulas', () => {
  const server = {
    instance_id: 'i',
    name: '=1+1',
    flavor: 'm1, small',
    tenant_id: 'p',
    hours: 2,
    uptime: 7200,
    started_at: '2026-11-29T10:00:00.000000',
    ended_at: '2026-11-29T12:00:00.000000',
    state: 'terminated',
    vcpus: 2,
    memory_mb: 2048,
    local_gb: 10,
  }
  expect(serversCsv([server], november)[0]).toMatch(/^\uFEFFid,/)
  expect(serversCsv([server], november)[1]).toBe(
    `i,'=1+1,"m1, small",2,4,4,20,2026-11-29T10:00:00.000000Z,2026-11-29T12:00:00.000000Z,terminated,2026-11-01T00:00:00.000Z,2026-12-01T00:00:00.000Z\r\n`,
  )
  expect(serversCsv([{ ...server, ended_at: null, state: 'active' }], november)[1]).toContain('Z,,active')
})
