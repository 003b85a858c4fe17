import type { Done } from './outcome.ts'

export interface FeatureView {
  readonly id: number
  readonly name:
    | 'easy_tier' | 'remote_mirroring' | 'flashcopy_upgrade' | 'turbo_performance' | 'encryption'
  readonly state: 'active' | 'inactive' | 'trial_available' | 'trial_active' | 'trial_expired'
  /** Four groups of four hexadecimal digits with hyphens. List only features that have one. */
  readonly licenceKey: string
  readonly serialNumber: string
  readonly mtm: string
}

export interface LicenceView {
  readonly encryption: boolean
}

export interface Licences {
  view(): Promise<LicenceView>
  features(): Promise<readonly FeatureView[]>
  /** Activating twice is no error. 5705 for a key that is none. */
  activate(licenceKey: string): Promise<Done>
}
