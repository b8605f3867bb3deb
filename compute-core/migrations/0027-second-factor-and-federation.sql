-- A passcode is good once: the step of the clock of the last one that was taken.
alter table identity.credential add used_step bigint;

-- Whom an OpenID provider vouches for. Its own name for a person says who they are, and nothing else does: an address or a user name may
-- be given to somebody else.
create table identity.federated_user (
  issuer  text not null,
  subject text not null,
  user_id text not null references identity.user (id) on delete cascade,
  primary key (issuer, subject)
);
create index federated_user_user on identity.federated_user (user_id);

-- What people hold because their provider said so when they signed in, and lose when it says so no more. What an administrator granted is
-- not among it.
create table identity.federated_grant (
  user_id    text not null references identity.user (id) on delete cascade,
  role_id    text not null references identity.role (id) on delete cascade,
  project_id text not null references identity.project (id) on delete cascade,
  primary key (user_id, role_id, project_id)
);
