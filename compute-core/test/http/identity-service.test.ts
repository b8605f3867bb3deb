import { identityDefinition } from '#services/identity/api/identity-api'
import { anIdentityWorld } from './support/an-identity-world.ts'
import { serviceSuite } from './support/service-suite.ts'
import { unansweredIdentity } from './support/unanswered-identity.ts'

const forEverybody = 'whoever has a token may, whatever their roles'
const ofTheCaller = 'it tells callers of themselves'
const ofOneself = 'only users themselves may, whoever else asks'
const byTrustor = 'the body says who the trustor is, and only they may'
const ownProject = 'a token of the project itself is enough to read it'
const withoutBody = 'Keystone answers it without a body'
const partOfIt = 'it is in the answer to who has shown a part of what it takes'
const otherScope = 'a token has one scope, and here it is a project'
const ec2 = 'Keystone has it, and a page of its own for it'
const withSession = 'as Keystone’s own, but that the session of the dashboard goes on'
const ownFactor = 'in Keystone administrators alone say who signs in with a second factor'
const unbuilt = 'this way to sign in is not built'

serviceSuite({
  definition: identityDefinition,
  makeWorld: anIdentityWorld,
  unanswered: unansweredIdentity,
  ours: {
    'GET /': 'Keystone answers it, as every service: the versions there are',
    'GET /v3': 'Keystone answers it, as every service: the version itself',
    'GET /v3/users/:user/credentials/OS-EC2': ec2,
    'POST /v3/users/:user/credentials/OS-EC2': ec2,
    'GET /v3/users/:user/credentials/OS-EC2/:access': ec2,
    'DELETE /v3/users/:user/credentials/OS-EC2/:access': ec2,
    'POST /v3/ec2tokens': ec2,
    'POST /v3/kilonova/password': withSession,
    'GET /v3/kilonova/projects/:id/role_assignments':
      'Keystone tells it only to whom a whole domain or the system is open',
    'GET /v3/kilonova/second-factor': ownFactor,
    'PUT /v3/kilonova/second-factor': ownFactor,
    'POST /v3/kilonova/second-factor/removal': ownFactor,
  },
  takesExtraFields: true,
  missingFields: {
    'user.federated': 'Keystone leaves it out as well where nobody signs in through another identity provider',
    'user.options.ignore_password_expiry': 'options of users are not built: passwords never expire',
    'user.options.ignore_lockout_failure_attempts': 'options of users are not built: nobody is locked out',
    'role_assignments.scope.OS-INHERIT:inherited_to': 'grants are inherited by no project',
    'PUT /v3/projects/:id/tags: links': 'the sample is a list of projects, where the fields of the route say tags',
    'PUT /v3/projects/:id/tags: projects': 'the sample is a list of projects, where the fields of the route say tags',
    'token.domain': otherScope,
    'token.system': otherScope,
    'token.application_credential': unbuilt,
    'token.OS-TRUST:trust': unbuilt,
    'token.user.links': unbuilt,
    'token.user.email': unbuilt,
    'token.user.domain.links': unbuilt,
    receipt: partOfIt,
    required_auth_methods: partOfIt,
  },
  except: {
    'answers without JSON': { 'PUT /v3/projects/:id/tags/:tag': withoutBody },
    'whoever has no role is refused': {
      'GET /v3/credentials': ofTheCaller,
      'GET /v3/auth/catalog': ofTheCaller,
      'GET /v3/auth/projects': ofTheCaller,
      'GET /v3/auth/domains': ofTheCaller,
      'GET /v3/auth/system': ofTheCaller,
      'POST /v3/kilonova/password': ofTheCaller,
      'GET /v3/kilonova/second-factor': ofTheCaller,
      'PUT /v3/kilonova/second-factor': ofTheCaller,
      'POST /v3/kilonova/second-factor/removal': ofTheCaller,
      'GET /v3/regions': forEverybody,
      'GET /v3/regions/:id': forEverybody,
      'GET /v3/domains/:id': 'it is the domain of their project',
      'GET /v3/projects/:id': ownProject,
      'GET /v3/projects/:id/tags': ownProject,
      'GET /v3/projects/:id/tags/:tag': ownProject,
    },
    'a reader changes nothing': {
      'POST /v3/kilonova/password': ofTheCaller,
      'PUT /v3/kilonova/second-factor': ofTheCaller,
      'POST /v3/kilonova/second-factor/removal': ofTheCaller,
    },
    'changes nothing': {
      'DELETE /v3/auth/tokens': 'what changes is the token to be revoked, which is made for it',
      'POST /v3/kilonova/password': ofTheCaller,
      'PUT /v3/kilonova/second-factor': ofTheCaller,
      'POST /v3/kilonova/second-factor/removal': ofTheCaller,
    },
    'what is not there is a 404': {
      'POST /v3/users/:user/application_credentials': ofOneself,
      'GET /v3/users/:user/access_rules': ofOneself,
      'GET /v3/users/:user/access_rules/:id': ofOneself,
      'DELETE /v3/users/:user/access_rules/:id': ofOneself,
    },
    'a body that is none is a 400': { 'POST /v3/OS-TRUST/trusts': byTrustor },
    'a body that its schema does not take is a 400': { 'POST /v3/OS-TRUST/trusts': byTrustor },
    'every attribute that is written is kept': {
      'POST /v3/users/:user/application_credentials': 'the secret is shown once, when it is made',
    },
    'what belongs to another project is not to be had': { 'GET /v3/regions/:id': forEverybody },
  },
})
