-- What a server was before a change that can be taken back, and what happens to servers on their way between flavors and hosts.
alter table compute.server
  -- The flavor to go back to: {"id": ..., and what compute.server.flavor holds}. Null but while a resize waits to be confirmed.
  add column old_flavor        jsonb,
  -- The vm_state to come back to after a resize, a rescue or a shelving.
  add column old_vm_state      text,
  add column rescue_image_id   uuid,
  add column shelved_image_id  uuid,
  add column shelved_at        timestamptz,
  -- When it was soft-deleted or when it became resized: what a reconciler counts from.
  add column resized_at        timestamptz,
  add column soft_deleted_at   timestamptz,
  -- The administrator's password, encrypted to the server's ssh key, base64 (os-server-password).
  add column password_crypt    text;

create index server_waiting on compute.server (vm_state, updated_at)
  where deleted_at is null and vm_state in ('resized', 'soft-delete', 'shelved');

-- A server's way to another flavor or host (os-migrations).
create table compute.migration (
  id             bigint generated always as identity primary key,
  uuid           uuid        not null unique default gen_random_uuid(),
  server_id      uuid        not null references compute.server (id),
  -- The wish whose flow carries it out.
  flow_id        text        not null unique,
  type           text        not null check (type in ('resize', 'migration', 'live-migration', 'evacuation')),
  status         text        not null,
  source_host    text        not null,
  dest_host      text,
  old_flavor_id  text        not null,
  new_flavor_id  text        not null,
  user_id        text        not null,
  project_id     text        not null,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index migration_server on compute.migration (server_id, id desc);
create index migration_newest on compute.migration (created_at desc, id desc);
create index migration_status on compute.migration (status, updated_at);
