import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { networkApi } from '#services/network/api/network-api'
import { networkService } from '#services/network/postgres-network'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { identityCloud, password } from './identity-cloud.ts'
import { serveOnLoopback } from '#test/serve-on-loopback'

test(
  'the openstack command lists what a server got and makes networks and ports of its own',
  { timeout: 120_000 },
  async () => {
    await using cloud = await identityCloud()
    const { authenticate } = cloud.identity
    const app = new Hono({ strict: false })
      .route('/identity', cloud.api)
      .route('/network', networkApi({ db: cloud.db, authenticate, log: silentLog }))
    await using server = await serveOnLoopback(app)
    const openstack = async (line: string) => {
      const env = {
        PATH: process.env['PATH'],
        OS_AUTH_URL: `${server.origin}/identity/v3`,
        OS_USERNAME: 'demo',
        OS_PASSWORD: password,
        OS_PROJECT_NAME: 'demo',
        OS_USER_DOMAIN_ID: 'default',
        OS_PROJECT_DOMAIN_ID: 'default',
      }
      const { stdout } = await promisify(execFile)('openstack', line.split(' '), { env })
      return line.endsWith('json') ? JSON.parse(stdout) : stdout
    }
    const demo = await authenticate(await cloud.tokenOf('demo'))
    const [bound] = await networkService(cloud.db).bindPorts({
      projectId: demo!.projectId!,
      serverId: newId<ServerId>(),
      hostName: 'host-1',
      availabilityZone: 'nova',
      requested: 'auto',
    })
    expect(await openstack('network list -f json')).toMatchObject([{ ID: bound!.networkId, Name: 'private' }])
    expect(await openstack('subnet list -f json')).toMatchObject([{ Subnet: bound!.fixedIps[0]!.cidr }])
    expect(await openstack('port list -f json')).toMatchObject([{ 'MAC Address': bound!.mac, Status: 'DOWN' }])

    await openstack('network create web')
    await openstack('subnet create --network web --subnet-range 192.168.9.0/24 web-subnet')
    const port = await openstack('port create --network web --fixed-ip ip-address=192.168.9.12 p1 -f json')
    expect(port.fixed_ips).toMatchObject([{ ip_address: '192.168.9.12' }])
    await expect(openstack('network delete web')).rejects.toThrow('Delete its servers and ports first')
    await openstack('port delete p1')
    await openstack('network delete web')
  },
)
