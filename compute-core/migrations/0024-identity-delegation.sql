-- Who may act in a user's place: application credentials with their access rules, trusts, and EC2 and other credentials.
create table identity.application_credential (
  id           text        primary key,
  user_id      text        not null references identity.user (id) on delete cascade,
  project_id   text        not null references identity.project (id) on delete cascade,
  name         text        not null,
  description  text,
  -- argon2id in PHC form.
  secret_hash  text        not null,
  unrestricted boolean     not null default false,
  expires_at   timestamptz,
  unique (user_id, name)
);
create table identity.application_credential_role (
  application_credential_id text not null references identity.application_credential (id) on delete cascade,
  role_id                   text not null references identity.role (id),
  primary key (application_credential_id, role_id)
);

create table identity.access_rule (
  id      text primary key,
  user_id text not null references identity.user (id) on delete cascade,
  service text not null,
  path    text not null,
  method  text not null,
  unique (user_id, service, path, method)
);
create table identity.application_credential_access_rule (
  application_credential_id text not null references identity.application_credential (id) on delete cascade,
  -- Without its rules a credential would be good for everything: one in use stays, and goes only with its user, after the credential.
  access_rule_id            text not null references identity.access_rule (id) deferrable initially deferred,
  primary key (application_credential_id, access_rule_id)
);

create table identity.trust (
  id                  text        primary key,
  trustor_user_id     text        not null references identity.user (id) on delete cascade,
  trustee_user_id     text        not null references identity.user (id) on delete cascade,
  project_id          text        not null references identity.project (id) on delete cascade,
  impersonation       boolean     not null,
  expires_at          timestamptz,
  remaining_uses      integer     check (remaining_uses >= 0),
  redelegation_count  integer     not null default 0 check (redelegation_count >= 0),
  redelegated_trust_id text       references identity.trust (id) on delete cascade,
  extra               jsonb       not null default '{}',
  created_at          timestamptz not null default now()
);
create index trust_trustor on identity.trust (trustor_user_id);
create index trust_trustee on identity.trust (trustee_user_id);
create table identity.trust_role (
  trust_id text not null references identity.trust (id) on delete cascade,
  role_id  text not null references identity.role (id),
  primary key (trust_id, role_id)
);

-- A role that goes takes with it what was good for it, and does not leave it good for less.
create function identity.end_delegations_of_role() returns trigger language plpgsql as $$
begin
  delete from identity.application_credential c
    using identity.application_credential_role r where r.application_credential_id = c.id and r.role_id = old.id;
  delete from identity.trust t using identity.trust_role r where r.trust_id = t.id and r.role_id = old.id;
  return old;
end $$;
create trigger end_delegations before delete on identity.role
  for each row execute function identity.end_delegations_of_role();

create table identity.credential (
  id         text  primary key,
  user_id    text  not null references identity.user (id) on delete cascade,
  project_id text  references identity.project (id) on delete cascade,
  type       text  not null,
  -- The access key of an EC2 credential, by which requests name it.
  access     text  unique,
  -- Sealed: what it signs is checked with the secret itself.
  blob       text  not null,
  -- What it was made through, and is no better than.
  application_credential_id text references identity.application_credential (id) on delete cascade,
  trust_id   text  references identity.trust (id) on delete cascade,
  extra      jsonb not null default '{}'
);
create index credential_user on identity.credential (user_id);

alter table identity.token
  add application_credential_id text references identity.application_credential (id) on delete cascade,
  add trust_id text references identity.trust (id) on delete cascade;
-- Whoever deletes a credential or a trust deletes its tokens, among those of everybody.
create index token_application_credential on identity.token (application_credential_id) where application_credential_id is not null;
create index token_trust on identity.token (trust_id) where trust_id is not null;
