-- Made from the migrations by `pnpm --filter @kilonova/compute-core schema`; the tests compare it.

table compute.console_token
  hash bytea not null
  server_id uuid not null
  protocol text not null
  type text not null
  expires_at timestamp with time zone not null
  constraint console_token_pkey PRIMARY KEY (hash)
  constraint console_token_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX console_token_expiry ON compute.console_token USING btree (expires_at)

table compute.flavor
  id text not null
  name text not null
  ram_mb integer not null
  vcpus integer not null
  disk_gb integer not null
  ephemeral_gb integer not null default 0
  swap_mb integer not null default 0
  rxtx_factor real not null default 1.0
  is_public boolean not null default true
  disabled boolean not null default false
  description text
  extra_specs jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone
  constraint flavor_disk_gb_check CHECK ((disk_gb >= 0))
  constraint flavor_ephemeral_gb_check CHECK ((ephemeral_gb >= 0))
  constraint flavor_name_key UNIQUE (name)
  constraint flavor_pkey PRIMARY KEY (id)
  constraint flavor_ram_mb_check CHECK ((ram_mb >= 1))
  constraint flavor_swap_mb_check CHECK ((swap_mb >= 0))
  constraint flavor_vcpus_check CHECK ((vcpus >= 1))
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.flavor FOR EACH ROW EXECUTE FUNCTION platform.announce('flavor')

table compute.flavor_access
  flavor_id text not null
  project_id text not null
  constraint flavor_access_flavor_id_fkey FOREIGN KEY (flavor_id) REFERENCES compute.flavor(id) ON DELETE CASCADE
  constraint flavor_access_pkey PRIMARY KEY (flavor_id, project_id)

table compute.host
  id uuid not null
  service_id uuid not null
  name text not null
  zone text not null default 'nova'::text
  enabled boolean not null default true
  disabled_reason text
  forced_down boolean not null default false
  facts jsonb not null
  created_at timestamp with time zone not null default now()
  last_seen_at timestamp with time zone not null default now()
  constraint host_name_key UNIQUE (name)
  constraint host_pkey PRIMARY KEY (id)
  constraint host_service_id_key UNIQUE (service_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF enabled, disabled_reason, forced_down, facts, zone ON compute.host FOR EACH ROW EXECUTE FUNCTION platform.announce('host')

table compute.instance_action
  id bigint not null generated always as identity
  server_id uuid not null
  action text not null
  request_id text not null
  user_id text not null
  project_id text not null
  message text
  start_time timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint instance_action_pkey PRIMARY KEY (id)
  constraint instance_action_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX instance_action_newest ON compute.instance_action USING btree (server_id, id DESC)
  CREATE UNIQUE INDEX instance_action_request ON compute.instance_action USING btree (server_id, request_id, action)
  CREATE TRIGGER announce AFTER INSERT OR UPDATE ON compute.instance_action FOR EACH ROW EXECUTE FUNCTION platform.announce('action', 'server_id')
  CREATE TRIGGER notify_done AFTER INSERT ON compute.instance_action FOR EACH ROW WHEN ((new.action = ANY (ARRAY['lock'::text, 'unlock'::text]))) EXECUTE FUNCTION compute.notify_done()

table compute.instance_action_event
  id bigint not null generated always as identity
  action_id bigint not null
  event text not null
  start_time timestamp with time zone not null default now()
  finish_time timestamp with time zone
  result text
  details text
  traceback text
  host text
  constraint instance_action_event_action_id_event_key UNIQUE (action_id, event)
  constraint instance_action_event_action_id_fkey FOREIGN KEY (action_id) REFERENCES compute.instance_action(id)
  constraint instance_action_event_pkey PRIMARY KEY (id)
  constraint instance_action_event_result_check CHECK ((result = ANY (ARRAY['Success'::text, 'Error'::text])))

table compute.key_pair
  id bigint not null generated always as identity
  user_id text not null
  name text not null
  type text not null
  fingerprint text not null
  public_key text not null
  created_at timestamp with time zone not null default now()
  constraint key_pair_pkey PRIMARY KEY (id)
  constraint key_pair_type_check CHECK ((type = ANY (ARRAY['ssh'::text, 'x509'::text])))
  constraint key_pair_user_id_name_key UNIQUE (user_id, name)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.key_pair FOR EACH ROW EXECUTE FUNCTION platform.announce('key-pair', 'user_id')

table compute.migration
  id bigint not null generated always as identity
  uuid uuid not null default gen_random_uuid()
  server_id uuid not null
  flow_id text not null
  type text not null
  status text not null
  source_host text not null
  dest_host text
  old_flavor_id text not null
  new_flavor_id text not null
  user_id text not null
  project_id text not null
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint migration_flow_id_key UNIQUE (flow_id)
  constraint migration_pkey PRIMARY KEY (id)
  constraint migration_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  constraint migration_type_check CHECK ((type = ANY (ARRAY['resize'::text, 'migration'::text, 'live-migration'::text, 'evacuation'::text])))
  constraint migration_uuid_key UNIQUE (uuid)
  CREATE INDEX migration_newest ON compute.migration USING btree (created_at DESC, id DESC)
  CREATE INDEX migration_server ON compute.migration USING btree (server_id, id DESC)
  CREATE INDEX migration_status ON compute.migration USING btree (status, updated_at)

table compute.notification
  id bigint not null generated always as identity
  message_id uuid not null default gen_random_uuid()
  server_id uuid not null
  phase text not null
  what text not null
  server jsonb not null
  before jsonb
  action jsonb
  fault jsonb
  created_at timestamp with time zone not null default now()
  attempts integer not null default 0
  due_at timestamp with time zone not null default now()
  constraint notification_phase_check CHECK ((phase = ANY (ARRAY['start'::text, 'end'::text, 'error'::text, 'update'::text, 'done'::text])))
  constraint notification_pkey PRIMARY KEY (id)
  CREATE INDEX notification_due ON compute.notification USING btree (due_at, id)

CREATE OR REPLACE FUNCTION compute.notify(subject uuid, its_phase text, its_what text, request text, its_before jsonb)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into compute.notification (server_id, phase, what, before, server, action, fault)
  select s.id, its_phase, its_what, its_before,
    to_jsonb(s) - 'user_data' - 'password_crypt' || jsonb_build_object('host_name', h.name),
    (select to_jsonb(a) from compute.instance_action a
     where a.server_id = s.id and a.request_id = request order by a.id desc limit 1),
    case when its_phase = 'error' then
      (select to_jsonb(f) from compute.server_fault f where f.server_id = s.id order by f.id desc limit 1) end
  from compute.server s left join compute.host h on h.id = s.host_id
  where s.id = subject and exists (select from compute.webhook)
$function$


CREATE OR REPLACE FUNCTION compute.notify_begun()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.subject_id::uuid, 'start', new.flow, new.request_id, null);
  return null;
end $function$


CREATE OR REPLACE FUNCTION compute.notify_done()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.server_id, 'done', new.action, new.request_id, null);
  return null;
end $function$


CREATE OR REPLACE FUNCTION compute.notify_ended()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$


CREATE OR REPLACE FUNCTION compute.notify_updated()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform compute.notify(new.id, 'update', 'update', null, jsonb_build_object(
    'vm_state', old.vm_state, 'task_state', old.task_state,
    'name', case when old.name is distinct from new.name then old.name end));
  return null;
end $function$


table compute.quota_limit
  scope text not null
  user_id text not null default ''::text
  resource text not null
  hard_limit integer not null
  constraint quota_limit_hard_limit_check CHECK ((hard_limit >= '-1'::integer))
  constraint quota_limit_pkey PRIMARY KEY (scope, user_id, resource)

table compute.server
  id uuid not null
  seq bigint not null generated always as identity
  project_id text not null
  user_id text not null
  name text not null
  description text
  hostname text not null
  vm_state text not null
  task_state text
  power_state text not null default 'pending'::text
  progress integer not null default 0
  host_id uuid
  availability_zone text
  pinned_zone text
  image_id uuid
  image_properties jsonb not null default '{}'::jsonb
  flavor_id text not null
  flavor jsonb not null
  vcpus integer not null
  ram_mb integer not null
  key_name text
  key_data text
  metadata jsonb not null default '{}'::jsonb
  tags text[] not null default '{}'::text[]
  user_data text
  config_drive boolean not null default false
  access_ip_v4 inet
  access_ip_v6 inet
  disk_config text not null default 'MANUAL'::text
  scheduler_hints jsonb not null default '{}'::jsonb
  network_info jsonb not null default '[]'::jsonb
  locked_by text
  locked_reason text
  reservation_id text not null
  launch_index integer not null default 0
  root_device_name text
  trusted_certs text[]
  generation integer not null default 0
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  launched_at timestamp with time zone
  terminated_at timestamp with time zone
  deleted_at timestamp with time zone
  old_flavor jsonb
  old_vm_state text
  rescue_image_id uuid
  shelved_image_id uuid
  shelved_at timestamp with time zone
  resized_at timestamp with time zone
  soft_deleted_at timestamp with time zone
  password_crypt text
  server_group_id uuid
  constraint server_disk_config_check CHECK ((disk_config = ANY (ARRAY['AUTO'::text, 'MANUAL'::text])))
  constraint server_host_id_fkey FOREIGN KEY (host_id) REFERENCES compute.host(id)
  constraint server_locked_by_check CHECK ((locked_by = ANY (ARRAY['owner'::text, 'admin'::text])))
  constraint server_pkey PRIMARY KEY (id)
  constraint server_power_state_check CHECK ((power_state = ANY (ARRAY['pending'::text, 'running'::text, 'paused'::text, 'shutdown'::text, 'crashed'::text, 'suspended'::text])))
  constraint server_progress_check CHECK (((progress >= 0) AND (progress <= 100)))
  constraint server_seq_key UNIQUE (seq)
  constraint server_server_group_id_fkey FOREIGN KEY (server_group_id) REFERENCES compute.server_group(id) ON DELETE SET NULL
  constraint server_vm_state_check CHECK ((vm_state = ANY (ARRAY['active'::text, 'building'::text, 'paused'::text, 'suspended'::text, 'stopped'::text, 'rescued'::text, 'resized'::text, 'soft-delete'::text, 'deleted'::text, 'error'::text, 'shelved'::text, 'shelved_offloaded'::text])))
  CREATE INDEX server_busy ON compute.server USING btree (updated_at) WHERE ((task_state IS NOT NULL) AND (deleted_at IS NULL))
  CREATE INDEX server_group_member ON compute.server USING btree (server_group_id) WHERE (server_group_id IS NOT NULL)
  CREATE INDEX server_host ON compute.server USING btree (host_id) WHERE (deleted_at IS NULL)
  CREATE INDEX server_listing ON compute.server USING btree (created_at DESC, id DESC) WHERE (deleted_at IS NULL)
  CREATE INDEX server_name ON compute.server USING btree (name) WHERE (deleted_at IS NULL)
  CREATE INDEX server_name_search ON compute.server USING gin (name gin_trgm_ops) WHERE (deleted_at IS NULL)
  CREATE INDEX server_project ON compute.server USING btree (project_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL)
  CREATE INDEX server_state ON compute.server USING btree (vm_state, task_state) WHERE (deleted_at IS NULL)
  CREATE INDEX server_tags ON compute.server USING gin (tags)
  CREATE INDEX server_updated ON compute.server USING btree (updated_at)
  CREATE INDEX server_waiting ON compute.server USING btree (vm_state, updated_at) WHERE ((deleted_at IS NULL) AND (vm_state = ANY (ARRAY['resized'::text, 'soft-delete'::text, 'shelved'::text])))
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON compute.server FOR EACH ROW EXECUTE FUNCTION platform.announce('server')
  CREATE TRIGGER notify_updated AFTER UPDATE ON compute.server FOR EACH ROW WHEN (((old.vm_state IS DISTINCT FROM new.vm_state) OR (old.task_state IS DISTINCT FROM new.task_state) OR (old.name IS DISTINCT FROM new.name) OR (old.metadata IS DISTINCT FROM new.metadata) OR (old.tags IS DISTINCT FROM new.tags) OR (old.network_info IS DISTINCT FROM new.network_info) OR (old.host_id IS DISTINCT FROM new.host_id) OR (old.power_state IS DISTINCT FROM new.power_state))) EXECUTE FUNCTION compute.notify_updated()

table compute.server_fault
  id bigint not null generated always as identity
  server_id uuid not null
  code integer not null
  message text not null
  details text
  request_id text
  created_at timestamp with time zone not null default now()
  constraint server_fault_pkey PRIMARY KEY (id)
  constraint server_fault_server_id_fkey FOREIGN KEY (server_id) REFERENCES compute.server(id)
  CREATE INDEX server_fault_newest ON compute.server_fault USING btree (server_id, id DESC)

table compute.server_group
  id uuid not null
  project_id text not null
  user_id text not null
  name text not null
  policy text not null
  max_server_per_host integer
  created_at timestamp with time zone not null default now()
  constraint server_group_check CHECK (((max_server_per_host IS NULL) OR ((max_server_per_host >= 1) AND (policy = 'anti-affinity'::text))))
  constraint server_group_pkey PRIMARY KEY (id)
  constraint server_group_policy_check CHECK ((policy = ANY (ARRAY['affinity'::text, 'anti-affinity'::text, 'soft-affinity'::text, 'soft-anti-affinity'::text])))
  CREATE INDEX server_group_project ON compute.server_group USING btree (project_id, created_at, id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE ON compute.server_group FOR EACH ROW EXECUTE FUNCTION platform.announce('server-group')

table compute.webhook
  url text not null
  failures integer not null default 0
  due_at timestamp with time zone not null default now()
  constraint webhook_pkey PRIMARY KEY (url)

table identity.domain
  id text not null
  name text not null
  description text not null default ''::text
  enabled boolean not null default true
  constraint domain_name_key UNIQUE (name)
  constraint domain_pkey PRIMARY KEY (id)

table identity.project
  id text not null
  domain_id text not null
  name text not null
  description text not null default ''::text
  enabled boolean not null default true
  parent_id text not null default 'default'::text
  tags text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  constraint project_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id)
  constraint project_domain_id_name_key UNIQUE (domain_id, name)
  constraint project_pkey PRIMARY KEY (id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON identity.project FOR EACH ROW EXECUTE FUNCTION platform.announce('project')

table identity.role
  id text not null
  name text not null
  description text not null default ''::text
  constraint role_name_key UNIQUE (name)
  constraint role_pkey PRIMARY KEY (id)

table identity.role_assignment
  user_id text not null
  role_id text not null
  project_id text
  domain_id text
  on_system boolean not null default false
  constraint role_assignment_check CHECK (((num_nonnulls(project_id, domain_id) + (on_system)::integer) = 1))
  constraint role_assignment_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id) ON DELETE CASCADE
  constraint role_assignment_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint role_assignment_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE
  constraint role_assignment_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE UNIQUE INDEX role_assignment_once ON identity.role_assignment USING btree (user_id, role_id, COALESCE(project_id, ''::text), COALESCE(domain_id, ''::text), on_system)
  CREATE INDEX role_assignment_project ON identity.role_assignment USING btree (project_id)

table identity.role_implies
  role_id text not null
  implied_id text not null
  constraint role_implies_implied_id_fkey FOREIGN KEY (implied_id) REFERENCES identity.role(id) ON DELETE CASCADE
  constraint role_implies_pkey PRIMARY KEY (role_id, implied_id)
  constraint role_implies_role_id_fkey FOREIGN KEY (role_id) REFERENCES identity.role(id) ON DELETE CASCADE

table identity.token
  hash bytea not null
  user_id text not null
  project_id text
  on_system boolean not null default false
  methods text[] not null
  audit_ids text[] not null
  issued_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  constraint token_pkey PRIMARY KEY (hash)
  constraint token_project_id_fkey FOREIGN KEY (project_id) REFERENCES identity.project(id) ON DELETE CASCADE
  constraint token_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity."user"(id) ON DELETE CASCADE
  CREATE INDEX token_expiry ON identity.token USING btree (expires_at)
  CREATE INDEX token_user ON identity.token USING btree (user_id)

table identity.user
  id text not null
  domain_id text not null
  name text not null
  email text
  description text not null default ''::text
  enabled boolean not null default true
  default_project_id text
  password_hash text
  created_at timestamp with time zone not null default now()
  constraint user_default_project_id_fkey FOREIGN KEY (default_project_id) REFERENCES identity.project(id) ON DELETE SET NULL
  constraint user_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES identity.domain(id)
  constraint user_domain_id_name_key UNIQUE (domain_id, name)
  constraint user_pkey PRIMARY KEY (id)

table image.image
  id uuid not null
  project_id text not null
  name text
  status text not null
  visibility text not null default 'shared'::text
  protected boolean not null default false
  os_hidden boolean not null default false
  disk_format text
  container_format text
  min_disk integer not null default 0
  min_ram integer not null default 0
  size bigint
  virtual_size bigint
  checksum text
  os_hash_algo text
  os_hash_value text
  properties jsonb not null default '{}'::jsonb
  tags text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint image_check CHECK (((status <> 'active'::text) OR ((size IS NOT NULL) AND (os_hash_value IS NOT NULL))))
  constraint image_min_disk_check CHECK ((min_disk >= 0))
  constraint image_min_ram_check CHECK ((min_ram >= 0))
  constraint image_pkey PRIMARY KEY (id)
  constraint image_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'saving'::text, 'uploading'::text, 'importing'::text, 'active'::text, 'deactivated'::text, 'killed'::text, 'deleted'::text, 'pending_delete'::text])))
  constraint image_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text, 'shared'::text, 'community'::text])))
  CREATE INDEX image_listing ON image.image USING btree (created_at DESC, id DESC)
  CREATE INDEX image_name ON image.image USING btree (name)
  CREATE INDEX image_owner ON image.image USING btree (project_id, created_at DESC, id DESC)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON image.image FOR EACH ROW EXECUTE FUNCTION platform.announce('image')

table network.network
  id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  admin_state_up boolean not null default true
  shared boolean not null default false
  router_external boolean not null default false
  port_security_enabled boolean not null default true
  mtu integer not null default 1500
  link_no integer not null generated always as identity
  made_on_demand boolean not null default false
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint network_link_no_key UNIQUE (link_no)
  constraint network_mtu_check CHECK (((mtu >= 68) AND (mtu <= 9216)))
  constraint network_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX network_on_demand ON network.network USING btree (project_id) WHERE made_on_demand
  CREATE INDEX network_project ON network.network USING btree (project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON network.network FOR EACH ROW EXECUTE FUNCTION platform.announce('network')

table network.port
  id uuid not null
  network_id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  mac_address macaddr not null
  admin_state_up boolean not null default true
  status text not null default 'DOWN'::text
  device_id text not null default ''::text
  device_owner text not null default ''::text
  binding_host text not null default ''::text
  port_security_enabled boolean not null default true
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  made_for_server boolean not null default false
  constraint port_network_id_fkey FOREIGN KEY (network_id) REFERENCES network.network(id)
  constraint port_network_id_mac_address_key UNIQUE (network_id, mac_address)
  constraint port_pkey PRIMARY KEY (id)
  constraint port_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DOWN'::text, 'BUILD'::text, 'ERROR'::text])))
  CREATE INDEX port_device ON network.port USING btree (device_id)
  CREATE INDEX port_project ON network.port USING btree (project_id)
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE ON network.port FOR EACH ROW EXECUTE FUNCTION platform.announce('port')

table network.port_address
  port_id uuid not null
  subnet_id uuid not null
  ip_address inet not null
  constraint port_address_pkey PRIMARY KEY (subnet_id, ip_address)
  constraint port_address_port_id_fkey FOREIGN KEY (port_id) REFERENCES network.port(id) ON DELETE CASCADE
  constraint port_address_subnet_id_fkey FOREIGN KEY (subnet_id) REFERENCES network.subnet(id)
  CREATE INDEX port_address_port ON network.port_address USING btree (port_id)

table network.subnet
  id uuid not null
  network_id uuid not null
  project_id text not null
  name text not null default ''::text
  description text not null default ''::text
  ip_version integer not null
  cidr cidr not null
  gateway_ip inet
  enable_dhcp boolean not null default true
  dns_nameservers inet[] not null default '{}'::inet[]
  allocation_pools jsonb not null
  host_routes jsonb not null default '[]'::jsonb
  tags text[] not null default '{}'::text[]
  revision_number integer not null default 1
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint subnet_ip_version_check CHECK ((ip_version = ANY (ARRAY[4, 6])))
  constraint subnet_network_id_fkey FOREIGN KEY (network_id) REFERENCES network.network(id) ON DELETE CASCADE
  constraint subnet_no_overlap EXCLUDE USING gist (network_id WITH =, ((cidr)::inet) inet_ops WITH &&)
  constraint subnet_pkey PRIMARY KEY (id)
  CREATE INDEX subnet_network ON network.subnet USING btree (network_id)

table placement.allocation
  consumer_id uuid not null
  provider_id uuid not null
  resource_class text not null
  used integer not null
  constraint allocation_consumer_id_fkey FOREIGN KEY (consumer_id) REFERENCES placement.consumer(id) ON DELETE CASCADE
  constraint allocation_pkey PRIMARY KEY (consumer_id, provider_id, resource_class)
  constraint allocation_provider_id_resource_class_fkey FOREIGN KEY (provider_id, resource_class) REFERENCES placement.inventory(provider_id, resource_class)
  constraint allocation_used_check CHECK ((used > 0))
  CREATE INDEX allocation_provider ON placement.allocation USING btree (provider_id, resource_class)

table placement.consumer
  id uuid not null
  project_id text not null
  user_id text not null
  generation integer not null default 0
  created_at timestamp with time zone not null default now()
  constraint consumer_pkey PRIMARY KEY (id)
  CREATE INDEX consumer_project ON placement.consumer USING btree (project_id)

table placement.inventory
  provider_id uuid not null
  resource_class text not null
  total integer not null
  reserved integer not null default 0
  min_unit integer not null default 1
  max_unit integer not null default 2147483647
  step_size integer not null default 1
  allocation_ratio real not null default 1.0
  constraint inventory_allocation_ratio_check CHECK ((allocation_ratio > (0)::double precision))
  constraint inventory_check CHECK (((reserved >= 0) AND (reserved <= total)))
  constraint inventory_pkey PRIMARY KEY (provider_id, resource_class)
  constraint inventory_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES placement.resource_provider(id) ON DELETE CASCADE
  constraint inventory_total_check CHECK ((total >= 1))

table placement.resource_provider
  id uuid not null
  name text not null
  generation integer not null default 0
  parent_id uuid
  created_at timestamp with time zone not null default now()
  updated_at timestamp with time zone not null default now()
  constraint resource_provider_name_key UNIQUE (name)
  constraint resource_provider_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES placement.resource_provider(id)
  constraint resource_provider_pkey PRIMARY KEY (id)

table placement.trait
  provider_id uuid not null
  name text not null
  constraint trait_pkey PRIMARY KEY (provider_id, name)
  constraint trait_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES placement.resource_provider(id) ON DELETE CASCADE

CREATE OR REPLACE FUNCTION platform.announce()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  changed  jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  insert into platform.event (topic, subject_id, project_id)
  values (
    tg_argv[0],
    coalesce(changed ->> coalesce(tg_argv[1], 'id'), ''),
    -- What everybody may see is everybody's news.
    case when changed ->> 'visibility' = 'public' then null else changed ->> 'project_id' end
  );
  perform pg_notify('kilonova_event', tg_argv[0]);
  return null;
end $function$


table platform.event
  id bigint not null generated always as identity
  topic text not null
  subject_id text not null
  project_id text
  at timestamp with time zone not null default now()
  constraint event_pkey PRIMARY KEY (id)
  CREATE INDEX event_at ON platform.event USING btree (at)

table platform.milestone
  name text not null
  reached_at timestamp with time zone not null default now()
  constraint milestone_pkey PRIMARY KEY (name)

table platform.wish
  id uuid not null
  flow text not null
  subject_id text not null
  params jsonb not null
  request_id text not null
  created_at timestamp with time zone not null default now()
  started_at timestamp with time zone
  finished_at timestamp with time zone
  constraint wish_pkey PRIMARY KEY (id)
  CREATE INDEX wish_subject ON platform.wish USING btree (subject_id, created_at) WHERE (finished_at IS NULL)
  CREATE INDEX wish_unfinished ON platform.wish USING btree (created_at) WHERE (finished_at IS NULL)
  CREATE TRIGGER notify_begun AFTER INSERT ON platform.wish FOR EACH ROW WHEN (((new.flow ~~ 'server-%'::text) AND (COALESCE(((new.params ->> 'attempt'::text))::integer, 1) = 1))) EXECUTE FUNCTION compute.notify_begun()
  CREATE TRIGGER notify_ended AFTER UPDATE OF finished_at ON platform.wish FOR EACH ROW WHEN (((new.flow ~~ 'server-%'::text) AND (old.finished_at IS NULL) AND (new.finished_at IS NOT NULL) AND (new.started_at IS NOT NULL))) EXECUTE FUNCTION compute.notify_ended()
