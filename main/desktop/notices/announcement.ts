import { shortened } from '../../renewal/plain-text.ts'

/** Characters. A notification has room for a few lines, and what no bank does stands in the last one. */
const longestName = 60

/** A holder as notifications name it: whoever issued the certificate could have written what pushes all else out of it. */
export const nameInNotice = (holder: string): string => shortened(holder.replaceAll(/\s+/g, ' '), longestName)

/** A notification of the operating system with its buttons. */
export interface Announcement<A extends string = string> {
  readonly title: string
  readonly body: string
  /** Stays until it is answered, where the system can do that. */
  readonly urgent: boolean
  readonly actions: readonly { readonly id: A; readonly label: string }[]
}

/** What becomes of it, told after `show` has returned. */
export interface AnnouncementEvents<A extends string = string> {
  /** The system has put it before the user. */
  shown(): void
  /** It has not, and why, in the system's words. */
  failed(reason: string): void
  /** A button, or (undefined) the notification itself. */
  chosen(action: A | undefined): void
}

export interface Bubble {
  close(): void
}

export interface Announcer {
  show<A extends string>(announcement: Announcement<A>, events: AnnouncementEvents<A>): Bubble
}
