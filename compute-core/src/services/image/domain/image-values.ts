/** The values that attributes of images can have, in the words of the API. */
export const diskFormats = ['raw', 'qcow2', 'iso', 'vmdk', 'vdi', 'vhd', 'vhdx', 'ami', 'ari', 'aki'] as const
export const containerFormats = ['bare', 'ami', 'ari', 'aki'] as const
export const imageStatuses = ['queued', 'saving', 'active', 'deactivated'] as const
export const visibilities = ['public', 'private', 'shared', 'community'] as const
