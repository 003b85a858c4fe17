import type { StatisticView } from '../system/nodes.ts'

const rates = (...kinds: string[]): string[] =>
  kinds.flatMap((kind) => ['mb', 'io', 'ms'].map((unit) => `${kind}_${unit}`))

/** Names of statistics in the order of the views. */
export const statisticNames: readonly string[] = [
  'compression_cpu_pc', 'cpu_pc', 'fc_mb', 'fc_io', 'sas_mb', 'sas_io', 'iscsi_mb', 'iscsi_io',
  'write_cache_pc', 'total_cache_pc',
  ...rates('vdisk', 'mdisk', 'drive', 'vdisk_r', 'vdisk_w', 'mdisk_r', 'mdisk_w', 'drive_r',
    'drive_w'),
  'power_w', 'temp_c', 'temp_f', 'iplink_mb', 'iplink_io', 'iplink_comp_mb', 'cloud_up_mb',
  'cloud_up_ms', 'cloud_down_mb', 'cloud_down_ms', 'iser_mb', 'iser_io', 'nvme_rdma_mb',
  'nvme_rdma_io', 'nvme_tcp_mb', 'nvme_tcp_io',
]

/** A row for every name; what the system does not count reads 0. */
export const statisticRows = (
  counted: readonly StatisticView[],
  now: number,
): StatisticView[] => statisticNames.map((name) =>
  counted.find((statistic) => statistic.name === name)
  ?? { name, current: 0, peak: 0, peakTime: now })
