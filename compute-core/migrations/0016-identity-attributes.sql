-- What Keystone keeps of users, projects, domains and roles besides the attributes that it knows, their options, roles of one domain,
-- and names that differ in more than case, as over MySQL.
alter table identity.domain add extra jsonb not null default '{}', add options jsonb not null default '{}';
alter table identity.project add extra jsonb not null default '{}', add options jsonb not null default '{}';
alter table identity.user add extra jsonb not null default '{}', add options jsonb not null default '{}';
alter table identity.role add extra jsonb not null default '{}', add options jsonb not null default '{}',
  add domain_id text references identity.domain (id) on delete cascade;

alter table identity.role drop constraint role_name_key;
create unique index role_name on identity.role (coalesce(domain_id, ''), name);
create index project_parent on identity.project (parent_id);
create index user_caseless_name on identity.user (lower(name));
create index project_caseless_name on identity.project (lower(name));

-- No unique index: names that two things had before they were compared so stay theirs, and are still found by their own letters.
create function identity.refuse_same_name() returns trigger language plpgsql as $$
declare
  place text := coalesce(to_jsonb(new) ->> 'domain_id', '');
  taken boolean;
begin
  if tg_op = 'UPDATE' and lower(new.name) = lower(old.name) then return new; end if;
  -- Of two that take the same name at the same time the second sees what the first has done.
  perform pg_advisory_xact_lock(hashtextextended(tg_table_name || '/' || place || '/' || lower(new.name), 0));
  execute format(
    'select exists (select from identity.%I t where lower(t.name) = lower($1) and t.id <> $2
      and coalesce(to_jsonb(t) ->> ''domain_id'', '''') = $3)',
    tg_table_name) into taken using new.name, new.id, place;
  if taken then raise unique_violation using message = 'the name is taken'; end if;
  return new;
end $$;

create trigger refuse_same_name before insert or update of name on identity.domain
  for each row execute function identity.refuse_same_name();
create trigger refuse_same_name before insert or update of name on identity.project
  for each row execute function identity.refuse_same_name();
create trigger refuse_same_name before insert or update of name on identity.user
  for each row execute function identity.refuse_same_name();
create trigger refuse_same_name before insert or update of name on identity.role
  for each row execute function identity.refuse_same_name();
