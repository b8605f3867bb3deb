-- What was done in a project, newest first; and what was asked of many servers at once, server by server.
create index instance_action_of_project on compute.instance_action (project_id, start_time desc, id desc);
create index instance_action_of_all on compute.instance_action (start_time desc, id desc);
create index instance_action_of_user on compute.instance_action (user_id, start_time desc, id desc);
create index instance_action_failed on compute.instance_action (project_id, start_time desc, id desc) where message is not null;

-- One action asked of many servers. Each of them is asked as its owner would ask, with the rights that they then have: no token is kept.
create table compute.bulk_run (
  id                        uuid        primary key,
  -- The number that lists go by.
  seq                       bigint      not null unique generated always as identity,
  user_id                   text        not null,
  -- Null for one that was asked for the system as a whole.
  project_id                text,
  -- What the token was had for that it was asked with, if that was not the user's own.
  application_credential_id text,
  trust_id                  text,
  client_address            text,
  request_id                text        not null,
  action                    text        not null,
  -- The body of each request; null for a delete.
  body                      jsonb,
  -- The microversion that it was asked at.
  version                   text        not null,
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now(),
  -- When nothing more was to be sent.
  finished_at               timestamptz
);
create index bulk_run_of_project on compute.bulk_run (project_id, seq desc);
create index bulk_run_of_user on compute.bulk_run (user_id, seq desc);
create index bulk_run_open on compute.bulk_run (seq) where finished_at is null;

-- One server of a run. Its request has its id before it is sent: by that it is found in the server's action log, also after a crash.
create table compute.bulk_item (
  run_id      uuid        not null references compute.bulk_run (id) on delete cascade,
  position    integer     not null,
  -- What was asked for, whether or not there is such a server.
  server_id   uuid        not null,
  request_id  text        not null,
  state       text        not null default 'waiting' check (state in ('waiting', 'sending', 'accepted', 'refused', 'not-sent')),
  -- What the API has answered.
  status      integer,
  message     text,
  sent_at     timestamptz,
  primary key (run_id, position),
  unique (run_id, server_id)
);
create index bulk_item_request on compute.bulk_item (request_id);
create index bulk_item_open on compute.bulk_item (run_id, position) where state in ('waiting', 'sending');

create trigger announce after insert or update on compute.bulk_run
  for each row execute function platform.announce('bulk-run', 'id', 'action,user_id,finished_at');
