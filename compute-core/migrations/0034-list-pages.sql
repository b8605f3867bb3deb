-- Pages of administrators' lists begin right at their marker, and what they are narrowed by is found without reading all.
create index user_by_name on identity.user (name, id);
create index user_by_creation on identity.user (created_at, id);
create index user_default_project on identity.user (default_project_id) where default_project_id is not null;
create index project_by_name on identity.project (name, id);
create index project_by_creation on identity.project (created_at, id);
create index project_tags on identity.project using gin (tags);
create index role_assignment_role on identity.role_assignment (role_id);
create index role_assignment_domain on identity.role_assignment (domain_id) where domain_id is not null;
create index migration_project on compute.migration (project_id, id desc);
create index migration_user on compute.migration (user_id, id desc);
