/** Can notifications reach the user of this machine? */
export interface NotificationReport {
  readonly state: 'available' | 'denied' | 'absent' | 'unknown'
  /** Who shows them, where the system tells. */
  readonly service?: string
  /** Can they have buttons? */
  readonly actions: boolean
  /** In the system's words. */
  readonly reason?: string
  /** When one was last tried, in ms since the epoch. */
  readonly lastTried?: number
}
