-- The services that a control process is, as Nova has them: each has an id of its own, and is there until somebody deletes it. One that is deleted
-- while its process lives is made anew, under another id, when that starts again.
create table compute.control_service (
  id         uuid primary key,
  process_id uuid not null references platform.control_process (id) on delete cascade,
  binary_name text not null,
  unique (process_id, binary_name)
);
