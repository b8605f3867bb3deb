-- Groups of servers that want to run together, or apart. A server is in at most one, from its creation until it is deleted.
create table compute.server_group (
  id                  uuid        primary key,
  project_id          text        not null,
  user_id             text        not null,
  name                text        not null,
  policy              text        not null check (policy in ('affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity')),
  -- How many of an anti-affinity group may share a host; null is one.
  max_server_per_host integer     check (max_server_per_host is null or (max_server_per_host >= 1 and policy = 'anti-affinity')),
  created_at          timestamptz not null default now()
);
create index server_group_project on compute.server_group (project_id, created_at, id);

-- A group that is deleted leaves its servers alone.
alter table compute.server add column server_group_id uuid references compute.server_group (id) on delete set null;
create index server_group_member on compute.server (server_group_id) where server_group_id is not null;

create trigger announce after insert or delete on compute.server_group
  for each row execute function platform.announce('server-group');
