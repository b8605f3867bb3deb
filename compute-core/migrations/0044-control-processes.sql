-- Control processes side by side on this database. Each has a lease, by the database's clock: whoever does not renew it in time, although the
-- database was there, is taken over by another.
create table platform.control_process (
  id            uuid        primary key,
  -- Of its start: a process that was taken over and comes back finds another one here, or that it was taken over.
  incarnation   uuid        not null,
  host_name     text        not null,
  pid           integer     not null,
  roles         text[]      not null,
  version       text        not null,
  revision      text,
  -- Where agents reach it; null until it listens.
  address       text,
  started_at    timestamptz not null default now(),
  renewed_at    timestamptz not null default now(),
  lease_until   timestamptz not null,
  -- What it carried is others' from then on.
  released_at   timestamptz,
  taken_over_at timestamptz,
  taken_over_by uuid
);

-- Renewals are nobody's news.
create trigger announce after insert or delete or update of incarnation, address, released_at, taken_over_at on platform.control_process
  for each row execute function platform.announce('process');

-- Which process has a job in hand. Control processes say on each of their connections who they are, so that a job is in the hand of whoever
-- writes it from the start; one that only writes jobs says nothing, and whoever carries flows hears of it.
alter table platform.job add column held_by uuid default nullif(current_setting('kilonova.process', true), '')::uuid;

create function platform.announce_job() returns trigger language plpgsql as $$
begin
  insert into platform.event (topic, subject_id, change) values ('job', new.id, 'created');
  perform pg_notify('kilonova_event', 'job');
  return null;
end $$;
create trigger announce after insert on platform.job
  for each row when (new.held_by is null) execute function platform.announce_job();
