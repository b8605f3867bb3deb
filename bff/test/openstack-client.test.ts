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

const by = (name: string, projectId: string) => ({
  OS_USERNAME: name,
  OS_PASSWORD: password,
  OS_PROJECT_ID: projectId,
  OS_USER_DOMAIN_ID: 'default',
})

/** The real `openstack` command against the whole cloud. All commands of a table run in one process, which saves a second each. */
async function theClient({ cloud }: FakeDriverCloud, { app }: Browser) {
  const listener = await listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => listener.close())
  listener.serve(frontDoor(cloud, app))
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-client-'))
  onTestFinished(() => rm(folder, { recursive: true }))

  async function send(credentials: Record<string, string>, commands: readonly string[]) {
    const env = {
      PATH: process.env['PATH'],
      OS_AUTH_URL: `${listener.url}/identity/v3`,
      OS_COMPUTE_API_VERSION: '2.90',
    }
    const client = spawn('openstack', { cwd: folder, env: { ...env, ...credentials } })
    client.stdin.end(commands.map((line) => `${line}\n`).join(''))
    const [printed, errors] = await Promise.all([text(client.stdout), text(client.stderr)])
    return { lines: printed.split('\n').filter((line) => line.trim() !== ''), errors }
  }

  async function run(credentials: Record<string, string>, commands: readonly Command[]): Promise<void> {
    const { lines, errors } = await send(
      credentials,
      commands.map(([line]) => line),
    )
    const expected = commands.flatMap(([, prints]) => ('fails' in prints ? [] : prints))
    expect({ lines, errors }).toMatchObject({ lines: expected })
    const failures = commands.flatMap(([, prints]) => ('fails' in prints ? prints.fails : []))
    for (const failure of failures) expect(errors).toContain(failure)
    if (failures.length === 0) expect(errors).toBe('')
  }

  return {
    folder,
    run,
    as: (name: string, projectId: string) => (commands: readonly Command[]) => run(by(name, projectId), commands),
    /** What a command prints that tells more than one test can know. */
    async lines(name: string, projectId: string, command: string) {
      const { lines, errors } = await send(by(name, projectId), [command])
      expect(errors).toBe('')
      return lines
    },
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

test('an administrator reads and sets quotas, of all projects and of one, and reads what was used', async ({
  cloud,
  project,
  openBrowser,
}) => {
  const { name } = await project.hasPerson('admin')
  await project.hasServer('used-1')
  const client = await theClient(cloud, openBrowser())
  await client.as(
    name,
    project.id,
  )([
    [`quota set --class --server-groups 11 default`, []],
    [`quota show --class default ${value('server-groups')}`, ['11']],
    [`quota show --default ${value('server-groups')}`, ['11']],
    [`quota set --class --server-groups 10 default`, []],
    [`quota show --default ${value('ports')}`, ['500']],
    [`quota set --instances 6 --ports 60 ${project.id}`, []],
    [`quota list --compute --project ${project.id} ${value('Instances')}`, ['6']],
    [`quota list --network --project ${project.id} ${value('Ports')}`, ['60']],
    [`quota set --instances 0 ${project.id}`, { fails: 'must be at least what is used: 1' }],
    [`quota set --instances 0 --force ${project.id}`, []],
    [`quota show ${project.id} ${value('instances')}`, ['0']],
    [`usage show --project ${project.id} ${value('Project')}`, [project.id]],
  ])
  const printed = (command: string) => client.lines(name, project.id, command)
  const detail = `--detail --project ${project.id} -f value`
  expect(await printed(`quota list --compute ${detail}`)).toContain('instances 1 0 0')
  expect(await printed(`quota list --network ${detail} -c Resource -c Limit`)).toContain('ports 60')
  expect(await printed('usage list -f value -c Project')).toContain(project.id)
})

test('an administrator gives people a project, and takes it back', async ({ cloud, project, openBrowser }) => {
  const { name } = await project.hasPerson('admin')
  const client = await theClient(cloud, openBrowser())
  const assigned = `role assignment list --project ${project.id} --names -f value -c Role -c User`
  await client.as(
    name,
    project.id,
  )([
    [`user create --password x m-${name} ${value('name')}`, [`m-${name}`]],
    [`role add --user m-${name} --project ${project.id} member`, []],
    [`${assigned} --user m-${name}`, [`member m-${name}@Default`]],
    [`role remove --user m-${name} --project ${project.id} member`, []],
    [`${assigned} --user m-${name}`, []],
    [`role remove --user m-${name} --project ${project.id} member`, { fails: 'could not be found' }],
    [`user delete m-${name}`, []],
  ])
})

test('an administrator looks at hypervisors, and takes a compute service out and in again', async ({
  cloud,
  project,
  openBrowser,
}) => {
  const { name } = await project.hasPerson('admin')
  const client = await theClient(cloud, openBrowser())
  const service = 'compute service list --service nova-compute --host fake-1'
  await client.as(
    name,
    project.id,
  )([
    ['hypervisor list --matching fake-1 -f value', [expect.stringMatching(/ fake-1 .* up$/)]],
    [`hypervisor show fake-1 ${value('hypervisor_type')}`, ['fake']],
    ['compute service set --disable --disable-reason new-fans fake-1 nova-compute', []],
    [`${service} --long -f value`, [expect.stringMatching(/ disabled up .* new-fans/)]],
    [`compute service set --enable fake-1 nova-compute`, []],
    [`${service} ${value('Status')}`, ['enabled']],
  ])
  const listed = await client.lines(name, project.id, 'hypervisor list -f value')
  expect(listed).toContainEqual(expect.stringMatching(/ fake-1 .* up$/))
  // Nova tells statistics up to 2.87.
  await client.run({ ...by(name, project.id), OS_COMPUTE_API_VERSION: '2.87' }, [
    [`hypervisor stats show ${value('count')}`, [expect.stringMatching(/^[1-9]/)]],
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

test('a member shares an image with another project, which accepts it', async ({
  cloud,
  project,
  person,
  openBrowser,
}) => {
  const client = await theClient(cloud, openBrowser())
  const { name } = await project.hasPerson('admin')
  await writeFile(join(client.folder, 'disk.img'), Buffer.alloc(65_536))
  const asMember = client.as(person.name, project.id)
  const asAdmin = client.as(name, project.id)
  await asAdmin([
    [`project create other-${name} ${value('name')}`, [`other-${name}`]],
    [`role add --user ${name} --project other-${name} member`, []],
  ])
  await asMember([
    [
      `image create --file disk.img --disk-format raw --container-format bare shared-${name} ${value('name')}`,
      [`shared-${name}`],
    ],
  ])
  // Before it is accepted, the other project finds it by its id alone.
  const [id] = await client.lines(person.name, project.id, `image show shared-${name} ${value('id')}`)
  await asAdmin([
    [`image add project shared-${name} other-${name} ${value('status')}`, ['pending']],
    [`image member list shared-${name} ${value('Status')}`, ['pending']],
  ])
  const asOther = {
    OS_USERNAME: name,
    OS_PASSWORD: password,
    OS_PROJECT_NAME: `other-${name}`,
    OS_PROJECT_DOMAIN_ID: 'default',
    OS_USER_DOMAIN_ID: 'default',
  }
  await client.run(asOther, [
    [`image set --accept ${id}`, []],
    [`image list --shared --name shared-${name} ${value('Name')}`, [`shared-${name}`]],
  ])
  await asAdmin([
    [`image member list shared-${name} ${value('Status')}`, ['accepted']],
    [`image remove project shared-${name} other-${name}`, []],
    [`image member list shared-${name} ${value('Status')}`, []],
    [`project delete other-${name}`, []],
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
