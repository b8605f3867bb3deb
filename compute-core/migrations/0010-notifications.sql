-- What a webhook is told of servers (Nova's versioned notifications). Rows are written by triggers in the change's own transaction,
-- and removed once they are delivered; without a webhook nothing is written.
create table compute.webhook (
  url      text        primary key,
  -- Tries in a row that did not reach it, and when to try again; whoever delivers holds this row, so that the order is kept.
  failures integer     not null default 0,
  due_at   timestamptz not null default now()
);

create table compute.notification (
  id         bigint      generated always as identity primary key,
  message_id uuid        not null default gen_random_uuid(),
  server_id  uuid        not null,
  phase      text        not null check (phase in ('start', 'end', 'error', 'update', 'done')),
  -- The flow's slug; for `update` and `done` the action.
  what       text        not null,
  -- The server as it was at that moment, without what is secret.
  server     jsonb       not null,
  -- For `update`: the states and the name that it had.
  before     jsonb,
  action     jsonb,
  fault      jsonb,
  created_at timestamptz not null default now(),
  attempts   integer     not null default 0,
  due_at     timestamptz not null default now()
);
create index notification_due on compute.notification (due_at, id);

create function compute.notify(subject uuid, its_phase text, its_what text, request text, its_before jsonb)
returns void language sql as $$
  insert into compute.notification (server_id, phase, what, before, server, action, fault)
  select s.id, its_phase, its_what, its_before,
    to_jsonb(s) - 'user_data' - 'password_crypt' || jsonb_build_object('host_name', h.name),
    (select to_jsonb(a) from compute.instance_action a
     where a.server_id = s.id and a.request_id = request order by a.id desc limit 1),
    case when its_phase = 'error' then
      (select to_jsonb(f) from compute.server_fault f where f.server_id = s.id order by f.id desc limit 1) end
  from compute.server s left join compute.host h on h.id = s.host_id
  where s.id = subject and exists (select from compute.webhook)
$$;

-- A wish of a server begins an action; what is tried again elsewhere began before.
create function compute.notify_begun() returns trigger language plpgsql as $$
begin
  perform compute.notify(new.subject_id::uuid, 'start', new.flow, new.request_id, null);
  return null;
end $$;
create trigger notify_begun after insert on platform.wish for each row
  when (new.flow like 'server-%' and coalesce((new.params ->> 'attempt')::integer, 1) = 1)
  execute function compute.notify_begun();

-- It ends with its wish, unless another try of the same request has been wished for meanwhile.
create function compute.notify_ended() returns trigger language plpgsql as $$
declare
  failed boolean;
begin
  if exists (select from platform.wish w where w.subject_id = new.subject_id and w.request_id = new.request_id
             and w.flow = new.flow and w.finished_at is null) then
    return null;
  end if;
  select a.message = 'Error' into failed from compute.instance_action a
  where a.server_id = new.subject_id::uuid and a.request_id = new.request_id order by a.id desc limit 1;
  perform compute.notify(new.subject_id::uuid, case when failed then 'error' else 'end' end, new.flow, new.request_id, null);
  return null;
end $$;
create trigger notify_ended after update of finished_at on platform.wish for each row
  when (new.flow like 'server-%' and old.finished_at is null and new.finished_at is not null and new.started_at is not null)
  execute function compute.notify_ended();

create function compute.notify_updated() returns trigger language plpgsql as $$
begin
  perform compute.notify(new.id, 'update', 'update', null, jsonb_build_object(
    'vm_state', old.vm_state, 'task_state', old.task_state,
    'name', case when old.name is distinct from new.name then old.name end));
  return null;
end $$;
create trigger notify_updated after update on compute.server for each row
  when (old.vm_state is distinct from new.vm_state or old.task_state is distinct from new.task_state
        or old.name is distinct from new.name or old.metadata is distinct from new.metadata
        or old.tags is distinct from new.tags or old.network_info is distinct from new.network_info
        or old.host_id is distinct from new.host_id or old.power_state is distinct from new.power_state)
  execute function compute.notify_updated();

-- What has no flow is done as it is recorded.
create function compute.notify_done() returns trigger language plpgsql as $$
begin
  perform compute.notify(new.server_id, 'done', new.action, new.request_id, null);
  return null;
end $$;
create trigger notify_done after insert on compute.instance_action for each row
  when (new.action in ('lock', 'unlock'))
  execute function compute.notify_done();
