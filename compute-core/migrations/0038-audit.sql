-- Who did what: every request of the APIs that changes something, and every sign-in, with how it ended. It names things as they were called
-- then and refers to nothing, so that it outlives what it is about.
create table platform.audit (
  id           bigint      generated always as identity primary key,
  -- When the request ended.
  at           timestamptz not null default clock_timestamp(),
  service      text        not null,
  -- The slug of the operation: server-create, user-update, sign-in.
  action       text        not null,
  method       text        not null,
  path         text        not null,
  -- Null for a sign-in of somebody who is not known.
  user_id      text,
  user_name    text,
  project_id   text,
  project_name text,
  scope        text        not null check (scope in ('project', 'domain', 'system', 'none')),
  -- The application credential or the trust by which the token was had.
  delegation   jsonb,
  target_kind  text,
  target_id    text,
  target_name  text,
  outcome      text        not null check (outcome in ('success', 'failure', 'refused')),
  status       smallint    not null,
  -- Why it failed or was refused, in the words that the client got.
  message      text,
  -- By what somebody signed in.
  methods      text[],
  request_id   text        not null,
  address      text
);

-- One for each key of its list.
create index audit_newest on platform.audit (at, id);
create index audit_user on platform.audit (lower(user_id), at, id);
create index audit_user_name on platform.audit (lower(user_name), at, id);
create index audit_project on platform.audit (lower(project_id), at, id);
create index audit_project_name on platform.audit (lower(project_name), at, id);
create index audit_service on platform.audit (service, at, id);
create index audit_action on platform.audit (lower(action), at, id);
create index audit_kind on platform.audit (lower(target_kind), at, id);
create index audit_target on platform.audit (lower(target_id), at, id);
create index audit_target_name on platform.audit (lower(target_name), at, id);
create index audit_not_well on platform.audit (outcome, at, id) where outcome <> 'success';
create index audit_request on platform.audit (lower(request_id));
create index audit_address on platform.audit (lower(address), at, id);

-- How what was asked of a server has ended is found by its request.
create index instance_action_of_request on compute.instance_action (request_id);
