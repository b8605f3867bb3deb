import { t } from '#ui/i18n'

/** What each rule of the scheduler looks at. */
const words: Readonly<Record<string, string>> = {
  RequestedHost: t('Host asked for'),
  AvoidedHost: t('Host to avoid'),
  ComputeFilter: t('Up and enabled'),
  AvailabilityZone: t('Zone'),
  CpuFilter: t('vCPUs'),
  RamFilter: t('Memory'),
  DiskFilter: t('Disk'),
  DedicatedCpuFilter: t('Dedicated CPUs'),
  TraitFilter: t('Traits'),
  ComputeCapabilitiesFilter: t('Capabilities'),
  ImagePropertiesFilter: t('Image properties'),
  SameHostFilter: t('Same host'),
  DifferentHostFilter: t('Different host'),
  ServerGroupAffinityFilter: t('Group: together'),
  ServerGroupAntiAffinityFilter: t('Group: apart'),
  AggregateImagePropertiesIsolation: t('Aggregate: image properties'),
  AggregateInstanceExtraSpecsFilter: t('Aggregate: extra specs'),
  AggregateIoOpsFilter: t('Aggregate: operations at once'),
  AggregateIsolation: t('Aggregate: traits'),
  AggregateNumInstancesFilter: t('Aggregate: number of servers'),
  AggregateMultiTenancyIsolation: t('Aggregate: projects'),
  AggregateTypeAffinityFilter: t('Aggregate: flavors'),
  Placement: t('Taken by others'),
}

/** A rule of the scheduler as people call it; one that is not known here by its own name. */
export const ruleWord = (rule: string): string => words[rule] ?? rule
