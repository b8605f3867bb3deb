-- What every room stands on: events that wake listeners, and wishes for flows.
create schema platform;

-- One row a change, written in the change's own transaction. Listeners are woken by NOTIFY and read on from the
-- last id they saw; nothing is true because an event was heard, so old rows may be dropped at any time.
create table platform.event (
  id         bigint generated always as identity primary key,
  topic      text        not null,
  subject_id text        not null,
  project_id text,
  at         timestamptz not null default now()
);
create index event_at on platform.event (at);

-- Attached to each table whose rows people look at: announces the row's id under the topic given as argument.
create function platform.announce() returns trigger language plpgsql as $$
declare
  changed  jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  insert into platform.event (topic, subject_id, project_id)
  values (
    tg_argv[0],
    coalesce(changed ->> coalesce(tg_argv[1], 'id'), ''),
    -- What everybody may see is everybody's news.
    case when changed ->> 'visibility' = 'public' then null else changed ->> 'project_id' end
  );
  perform pg_notify('kilonova_event', tg_argv[0]);
  return null;
end $$;

-- What somebody asked for and a flow is to carry out. The wish is written in the transaction that changes the subject's row,
-- the flow starts under the wish's id, and a reconciler starts what a crash left unstarted.
create table platform.wish (
  id         uuid        primary key,
  flow       text        not null,
  subject_id text        not null,
  params     jsonb       not null,
  request_id text        not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- Set when the flow has ended, well or not; a delete waits for this of all that was asked of its server before.
  finished_at timestamptz
);
create index wish_unfinished on platform.wish (created_at) where finished_at is null;
create index wish_subject on platform.wish (subject_id, created_at) where finished_at is null;

-- Things that happen once in the life of a cloud (the first administrator, the first image).
create table platform.milestone (
  name       text        primary key,
  reached_at timestamptz not null default now()
);
