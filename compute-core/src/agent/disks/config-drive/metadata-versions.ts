/** OpenStack's versions of the metadata, oldest first; each has what the ones before it have. */
export const metadataVersions = [
  '2012-08-10',
  '2013-04-04',
  '2013-10-17',
  '2015-10-15',
  '2016-06-30',
  '2016-10-06',
  '2017-02-22',
  '2018-08-27',
  '2020-10-14',
  '2025-04-04',
] as const

/** EC2's versions that a config drive has; Nova leaves the older ones out too. */
export const ec2Versions = ['2009-04-04', 'latest'] as const
