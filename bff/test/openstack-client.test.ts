import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { frontDoor } from '../src/front-door.ts'
import { listen } from '../src/listen.ts'
import type { Browser } from './support/a-browser.ts'
import { expect, test } from './support/cloud-test.ts'
import { type FakeDriverCloud, password } from './support/fake-driver-cloud.ts'

/** A command of the client and the lines that it prints; a command that is to fail has what its error says. */
type Command = readonly [line: string, prints: readonly unknown[] | { fails: string }]

const value = (column: string) => `-f value -c ${column}`

/** The real `openstack` command against the whole cloud. All commands of a table run in one process, which saves a second each. */
async function theClient({ cloud }: FakeDriverCloud, { app }: Browser) {
  const listener = await listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => listener.close())
  listener.serve(frontDoor(cloud, app))
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-client-'))
  onTestFinished(() => rm(folder, { recursive: true }))

  async function run(credentials: Record<string, string>, commands: readonly Command[]): Promise<void> {
    const env = {
      PATH: process.env['PATH'],
      OS_AUTH_URL: `${listener.url}/identity/v3`,
      OS_COMPUTE_API_VERSION: '2.90',
    }
    const client = spawn('openstack', { cwd: folder, env: { ...env, ...credentials } })
    client.stdin.end(commands.map(([line]) => `${line}\n`).join(''))
    const [printed, errors] = await Promise.all([text(client.stdout), text(client.stderr)])
    const lines = printed.split('\n').filter((line) => line.trim() !== '')
    const expected = commands.flatMap(([, prints]) => ('fails' in prints ? [] : prints))
    expect({ lines, errors }).toMatchObject({ lines: expected })
    const failures = commands.flatMap(([, prints]) => ('fails' in prints ? prints.fails : []))
    for (const failure of failures) expect(errors).toContain(failure)
    if (failures.length === 0) expect(errors).toBe('')
  }

  return {
    folder,
    run,
    as: (name: string, projectId: string) => (commands: readonly Command[]) =>
      run(
        { OS_USERNAME: name, OS_PASSWORD: password, OS_PROJECT_ID: projectId, OS_USER_DOMAIN_ID: 'default' },
        commands,
      ),
  }
}

test('an administrator works with hosts, flavors, quotas, groups, projects and roles', async ({
  cloud,
  project,
  openBrowser,
}) => {
  const { name } = await project.hasPerson('admin')
  const client = await theClient(cloud, openBrowser())
  const asAdmin = client.as(name, project.id)
  await asAdmin([
    [`hypervisor show fake-1 ${value('state')}`, ['up']],
    ['aggregate list -f json', ['[]']],
    [`service show nova ${value('type')}`, ['compute']],
    [`service show compute ${value('name')}`, ['nova']],
    [`endpoint list --service compute --interface public ${value('Region')}`, ['RegionOne']],
    [`region show RegionOne ${value('region')}`, ['RegionOne']],

    [
      `flavor create --private --ram 64 --disk 1 --vcpus 1 --project ${project.id} f-${name} ${value('name')}`,
      [`f-${name}`],
    ],
    [`flavor show f-${name} ${value('access_project_ids')}`, [`['${project.id}']`]],
    [`flavor unset --project ${project.id} f-${name}`, []],
    [`flavor show f-${name} ${value('access_project_ids')}`, ['[]']],
    [`flavor delete f-${name}`, []],

    [`quota set --networks 7 --instances 9 ${project.id}`, []],
    [`quota show ${project.id} ${value('networks')}`, ['7']],
    [`quota show ${project.id} ${value('instances')}`, ['9']],

    [`group create g-${name} ${value('name')}`, [`g-${name}`]],
    [`group add user g-${name} ${name}`, []],
    [`user list --group g-${name} ${value('Name')}`, [name]],
    [`role add --group g-${name} --project ${project.id} reader`, []],
    [`role assignment list --group g-${name} --names ${value('Role')}`, ['reader']],
    [`group delete g-${name}`, []],

    [`project create --property k=v p-${name} ${value('k')}`, ['v']],
    [`project set --property k=w p-${name}`, []],
    [`project show p-${name} ${value('k')}`, ['w']],
    [`project delete p-${name}`, []],

    [
      `user create -f value -c enabled --password x --enable-multi-factor-auth --multi-factor-auth-rule password,totp u-${name}`,
      ['True'],
    ],
    [`user delete u-${name}`, []],
    [`role create --immutable r-${name} ${value('name')}`, [`r-${name}`]],
    [`role delete r-${name}`, { fails: 'immutable' }],
    [`role set --no-immutable r-${name}`, []],
    [`role delete r-${name}`, []],
    [`role create --domain default d-${name} ${value('domain_id')}`, ['default']],
    [`role delete --domain default d-${name}`, []],
  ])
})

test('an administrator groups hosts in aggregates, and has their hosts fetch images', async ({
  project,
  cloud,
  openBrowser,
}) => {
  const { name } = await project.hasPerson('admin')
  const client = await theClient(cloud, openBrowser())
  const [a, b] = [`a-${name}`, `b-${name}`]
  await client.as(
    name,
    project.id,
  )([
    [`aggregate create --property ssd=true --property old=yes ${a} ${value('name')}`, [a]],
    [`aggregate set --property speed=fast ${a}`, []],
    [`aggregate unset --property old ${a}`, []],
    [`aggregate add host ${a} fake-1 ${value('hosts')}`, [expect.stringContaining('fake-1')]],
    [`aggregate add host ${a} fake-1`, { fails: 'already' }],
    [
      `aggregate show ${a} ${value('properties')}`,
      [expect.toSatisfy((text: string) => text.includes('ssd') && text.includes('speed') && !text.includes('old'))],
    ],
    [`aggregate create --zone east-${name} ${b} ${value('availability_zone')}`, [`east-${name}`]],
    [`aggregate set --zone west-${name} --name c-${name} ${b}`, []],
    [`aggregate list ${value('Name')}`, [a, `c-${name}`]],
    [`aggregate show c-${name} ${value('availability_zone')}`, [`west-${name}`]],
    [`aggregate cache image ${a} kilonova-guest-1`, []],
    [`aggregate cache image ${a} none-${name}`, { fails: `none-${name}` }],
    [`aggregate delete ${a}`, { fails: 'has hosts' }],
    [`aggregate remove host ${a} fake-1 ${value('hosts')}`, [expect.not.stringContaining('fake-1')]],
    [`aggregate delete ${a} c-${name}`, []],
    ['aggregate list -f json', ['[]']],
  ])
})

test('a member launches a server in a group by its name, and a robot signs in for them', async ({
  cloud,
  project,
  person,
  openBrowser,
}) => {
  const client = await theClient(cloud, openBrowser())
  await writeFile(join(client.folder, 'disk.img'), Buffer.alloc(65_536))
  const asMember = client.as(person.name, project.id)
  await asMember([
    [`network create --mtu 1400 web ${value('mtu')}`, ['1400']],
    [`network set --mtu 1300 web`, []],
    [`network show web ${value('mtu')}`, ['1300']],
    [`subnet create --network web --subnet-range 10.9.0.0/24 web-subnet ${value('gateway_ip')}`, ['10.9.0.1']],
    [`port create --no-security-group --network web bare ${value('security_group_ids')}`, ['[]']],
    [`port set --security-group default bare`, []],
    [`port unset --security-group default bare`, []],
    [`port show bare ${value('security_group_ids')}`, ['[]']],
    [
      `server create --image kilonova-guest-1 --flavor m1.nano --network web --security-group default s1 ${value('name')}`,
      ['s1'],
    ],
    [`image create --file disk.img --disk-format raw --container-format bare mine ${value('visibility')}`, ['shared']],
    ['image set --deactivate mine', []],
    [`image show mine ${value('status')}`, ['deactivated']],
    ['image set --activate mine', []],
    [`image show mine ${value('status')}`, ['active']],
    [`application credential create --secret s3cret --role member robot ${value('roles')}`, ['member']],
  ])
  const robot = {
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_NAME: 'robot',
    OS_APPLICATION_CREDENTIAL_SECRET: 's3cret',
    OS_USERNAME: person.name,
    OS_USER_DOMAIN_ID: 'default',
  }
  await client.run(robot, [
    [`token issue ${value('project_id')}`, [project.id]],
    [`server list ${value('Name')}`, ['s1']],
    ['application credential create another', { fails: 'restricted' }],
  ])
})
