import type { Done } from './outcome.ts'

export interface TimeZone {
  /** The number and the name of the time zone list: 522 and `UTC`. */
  readonly number: number
  readonly name: string
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffsetMinutes: number
}

export interface IdentityView {
  /** 16 hexadecimal digits, upper case. */
  readonly id: string
  readonly name: string
  /** Four numbers of one digit each: `8.7.0.0`. Clients decide by it what they may ask. */
  readonly codeLevel: string
  /** What stands behind the level in brackets: `169.12.2406131148000`. */
  readonly build: string
  readonly productName: string
  readonly timeZone: TimeZone
  /** `address:port` of the console, or undefined while there is none. */
  readonly consoleAddress: string | undefined
  readonly ntpAddress: string | undefined
  readonly volumeProtectionEnabled: boolean
  /** 15-1440 minutes. */
  readonly volumeProtectionMinutes: number
}

export interface IdentityChange {
  readonly name?: string
  readonly ntpAddress?: string
  readonly volumeProtectionEnabled?: boolean
  readonly volumeProtectionMinutes?: number
}

export interface Identity {
  view(): Promise<IdentityView>
  change(change: IdentityChange): Promise<Done>
  /** Idempotent; the plug-ins that automation registers are remembered by name. */
  registerPlugin(plugin: PluginView): Promise<Done>
  plugins(): Promise<readonly PluginView[]>
}

export interface PluginView {
  readonly name: string
  readonly uniqueKey: string
  readonly version: string
  readonly metadata: string
}
