-- Requests for servers that a project keeps under a name, without passwords.
create table compute.server_template (
  id          uuid        primary key,
  project_id  text        not null,
  -- Who made it.
  user_id     text        not null,
  name        text        not null,
  -- The body of POST /servers in its newest shape; what it leaves out is chosen when it is used.
  request     jsonb       not null,
  -- Grows with every change: who overwrites says which one they have seen.
  revision    integer     not null default 1,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  unique (project_id, name)
);

create trigger announce after insert or update or delete on compute.server_template
  for each row execute function platform.announce('server-template', 'id', 'name');
