-- Groups of users: what is granted to a group, its members hold. Tokens may be for a domain.
create table identity.group (
  id          text  primary key,
  domain_id   text  not null references identity.domain (id) on delete cascade,
  name        text  not null,
  description text  not null default '',
  extra       jsonb not null default '{}',
  unique (domain_id, name)
);
create trigger refuse_same_name before insert or update of name on identity.group
  for each row execute function identity.refuse_same_name();

create table identity.group_member (
  group_id text not null references identity.group (id) on delete cascade,
  user_id  text not null references identity.user (id) on delete cascade,
  primary key (group_id, user_id)
);
create index group_member_user on identity.group_member (user_id);

-- A role is granted to a user or to a group.
alter table identity.role_assignment
  alter user_id drop not null,
  add group_id text references identity.group (id) on delete cascade,
  add check (num_nonnulls(user_id, group_id) = 1);
drop index identity.role_assignment_once;
create unique index role_assignment_once on identity.role_assignment
  (coalesce(user_id, ''), coalesce(group_id, ''), role_id, coalesce(project_id, ''), coalesce(domain_id, ''), on_system);
create index role_assignment_user on identity.role_assignment (user_id);
create index role_assignment_group on identity.role_assignment (group_id);

-- Every grant by the users who hold it: their own, and those of their groups.
create view identity.user_grant as
  select user_id, null::text as group_id, role_id, project_id, domain_id, on_system
  from identity.role_assignment where user_id is not null
  union all
  select m.user_id, a.group_id, a.role_id, a.project_id, a.domain_id, a.on_system
  from identity.role_assignment a join identity.group_member m on m.group_id = a.group_id;

alter table identity.token add domain_id text references identity.domain (id) on delete cascade,
  add check (num_nonnulls(project_id, domain_id) + on_system::int <= 1);
