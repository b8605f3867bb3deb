-- Who may speak, for which project, in which role.
create schema identity;

create table identity.domain (
  id          text        primary key,
  name        text        not null unique,
  description text        not null default '',
  enabled     boolean     not null default true
);

create table identity.project (
  id          text        primary key,
  domain_id   text        not null references identity.domain (id),
  name        text        not null,
  description text        not null default '',
  enabled     boolean     not null default true,
  parent_id   text        not null default 'default',
  tags        text[]      not null default '{}',
  created_at  timestamptz not null default now(),
  unique (domain_id, name)
);

create table identity.user (
  id                 text        primary key,
  domain_id          text        not null references identity.domain (id),
  name               text        not null,
  email              text,
  description        text        not null default '',
  enabled            boolean     not null default true,
  default_project_id text        references identity.project (id) on delete set null,
  -- argon2id in PHC form; null means that this user has no password to sign in with.
  password_hash      text,
  created_at         timestamptz not null default now(),
  unique (domain_id, name)
);

create table identity.role (
  id          text primary key,
  name        text not null unique,
  description text not null default ''
);

create table identity.role_implies (
  role_id    text not null references identity.role (id) on delete cascade,
  implied_id text not null references identity.role (id) on delete cascade,
  primary key (role_id, implied_id)
);

-- A grant is on a project, on a domain, or on the whole system: exactly one of them.
create table identity.role_assignment (
  user_id    text    not null references identity.user (id) on delete cascade,
  role_id    text    not null references identity.role (id) on delete cascade,
  project_id text    references identity.project (id) on delete cascade,
  domain_id  text    references identity.domain (id) on delete cascade,
  on_system  boolean not null default false,
  check (num_nonnulls(project_id, domain_id) + on_system::int = 1)
);
create unique index role_assignment_once
  on identity.role_assignment (user_id, role_id, coalesce(project_id, ''), coalesce(domain_id, ''), on_system);
create index role_assignment_project on identity.role_assignment (project_id);

-- Tokens are opaque; only their SHA-256 is kept, so that a stolen table signs nobody in.
create table identity.token (
  hash       bytea       primary key,
  user_id    text        not null references identity.user (id) on delete cascade,
  project_id text        references identity.project (id) on delete cascade,
  on_system  boolean     not null default false,
  methods    text[]      not null,
  audit_ids  text[]      not null,
  issued_at  timestamptz not null default now(),
  expires_at timestamptz not null
);
create index token_expiry on identity.token (expires_at);
create index token_user on identity.token (user_id);

create trigger announce after insert or update or delete on identity.project
  for each row execute function platform.announce('project');
