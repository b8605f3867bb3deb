/** Glance's rules for what is answered here, with their default checks (test/reference/image-policies.csv). */
export const imageRules = {
  context_is_admin: 'role:admin',
  service_api: 'role:service or role:admin',
  add_image: 'rule:context_is_admin or (role:member and project_id:%(project_id)s and project_id:%(owner)s)',
  delete_image: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  get_image:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or project_id:%(member_id)s or 'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s))",
  get_images: 'rule:context_is_admin or (role:reader and project_id:%(project_id)s)',
  modify_image: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  publicize_image: 'rule:context_is_admin',
  communitize_image: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  download_image:
    "rule:context_is_admin or (role:member and (project_id:%(project_id)s or project_id:%(member_id)s or 'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s))",
  upload_image: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  deactivate: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  reactivate: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  add_member: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  delete_member: 'rule:context_is_admin or (role:member and project_id:%(project_id)s)',
  get_member: 'rule:context_is_admin or role:reader and (project_id:%(project_id)s or project_id:%(member_id)s)',
  get_members: 'rule:context_is_admin or role:reader and (project_id:%(project_id)s or project_id:%(member_id)s)',
  modify_member: 'rule:context_is_admin or (role:member and project_id:%(member_id)s)',
  add_image_location: 'rule:service_api or (role:member and project_id:%(project_id)s and project_id:%(owner)s)',
  fetch_image_location: 'rule:service_api',
  tasks_api_access: 'rule:context_is_admin',
  metadef_admin: 'rule:context_is_admin',
  get_metadef_namespace:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  get_metadef_namespaces: 'rule:context_is_admin or (role:reader and project_id:%(project_id)s)',
  modify_metadef_namespace: 'rule:metadef_admin',
  add_metadef_namespace: 'rule:metadef_admin',
  delete_metadef_namespace: 'rule:metadef_admin',
  get_metadef_object:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  get_metadef_objects:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  modify_metadef_object: 'rule:metadef_admin',
  add_metadef_object: 'rule:metadef_admin',
  delete_metadef_object: 'rule:metadef_admin',
  list_metadef_resource_types:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  get_metadef_resource_type:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  add_metadef_resource_type_association: 'rule:metadef_admin',
  remove_metadef_resource_type_association: 'rule:metadef_admin',
  get_metadef_property:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  get_metadef_properties:
    "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  modify_metadef_property: 'rule:metadef_admin',
  add_metadef_property: 'rule:metadef_admin',
  remove_metadef_property: 'rule:metadef_admin',
  get_metadef_tag: "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  get_metadef_tags: "rule:context_is_admin or (role:reader and (project_id:%(project_id)s or 'public':%(visibility)s))",
  modify_metadef_tag: 'rule:metadef_admin',
  add_metadef_tag: 'rule:metadef_admin',
  add_metadef_tags: 'rule:metadef_admin',
  delete_metadef_tag: 'rule:metadef_admin',
  delete_metadef_tags: 'rule:metadef_admin',
} as const satisfies Record<string, string>

/** The name of one of Glance's rules. */
export type Rule = keyof typeof imageRules
