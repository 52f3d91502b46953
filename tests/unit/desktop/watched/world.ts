/** A computer's certificates, watched, with everything around them in memory. */
import { vi } from 'vitest'
import type { HideQuestion } from '../../../../preload/contract.ts'
import type { Announcement, Announcer } from '../../../../main/desktop/notices/announcement.ts'
import { createWatchDesk } from '../../../../main/desktop/watched/desk.ts'
import type { ReminderRecord } from '../../../../main/renewal/certificates/reminders.ts'
import { done, type Failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import type { SuggestedByBank } from '../../../../main/renewal/watched/bank.ts'
import type { WatchCards } from '../../../../main/renewal/watched/card.ts'
import type { FoundCertificate } from '../../../../main/renewal/watched/certificate.ts'
import type { GivenByOrganisation } from '../../../../main/renewal/watched/line.ts'
import { createWatch } from '../../../../main/renewal/watched/watch.ts'
import { readFound } from '../../../../main/x509/usage.ts'
import { makeKeys, now as start } from '../../x509/authority.ts'
import { shaped, type Shape } from '../../renewal/watched/shapes.ts'

export interface Said {
  /** ms since the epoch */
  readonly time: number
  readonly announcement: Announcement
  readonly chosen: (action: string | undefined) => void
  open: boolean
}

export class World {
  now = start
  stored: FoundCertificate[] = []
  readonly retired = new Set<string>()
  cards: WatchCards = {}
  writes: Failure | undefined
  readonly notices: Record<string, ReminderRecord> = {}
  /** How often the notices of a certificate were looked up. */
  noticesRead = 0
  readonly said: Said[] = []
  readonly served = new Set<string>()
  given: GivenByOrganisation = {}
  suggested: SuggestedByBank | undefined
  isSeen = false
  answer = true
  readonly asked: HideQuestion[] = []
  /** Addresses, each with who named it. */
  readonly opened: (readonly [string, 'user' | 'organisation' | 'bank'])[] = []
  readonly left = vi.fn<() => void>()
  readonly brought = vi.fn<() => void>()

  put(shape: Shape): FoundCertificate {
    const found = shaped({ keys: makeKeys(), purposes: ['client'], ...shape })
    this.stored.push(found)
    return found
  }

  /** As after a start of the app. */
  desk({ beside = false } = {}) {
    const read = new Map(this.stored.map((one) => [one.thumbprint, one]))
    const watch = createWatch({
      keyStore: {
        list: () => {
          const all = this.stored.map(({ der, thumbprint }) => ({
            der,
            thumbprint,
            retired: this.retired.has(thumbprint),
          }))
          return Promise.resolve<Result<readonly StoredCertificate[]>>(success(all as StoredCertificate[]))
        },
        retire: (thumbprint) => (this.retired.add(thumbprint), Promise.resolve(done)),
        restore: (thumbprint) => (this.retired.delete(thumbprint), Promise.resolve(done)),
      },
      read: (der) => [...read.values()].find((one) => one.der === der) ?? readFound(der),
      cards: {
        read: () => success(this.cards),
        write: (cards) => {
          if (this.writes !== undefined) return { ok: false, failure: this.writes }
          this.cards = cards
          return done
        },
        damage: () => undefined,
      },
      given: () => this.given,
      suggested: () => this.suggested,
      isServed: (thumbprint) => this.served.has(thumbprint),
      clock: () => this.now,
    })
    return createWatchDesk({
      watch,
      announcer: this.announcer,
      notices: {
        read: (thumbprint) => (this.noticesRead++, success(this.notices[thumbprint] ?? { shown: [] })),
        write: (thumbprint, record) => ((this.notices[thumbprint] = record), done),
        lastDelivery: () => success(undefined),
        delivered: () => done,
      },
      ask: (question) => (this.asked.push(question), Promise.resolve(this.answer)),
      openPage: (...page) => this.opened.push(page),
      open: this.brought,
      leave: beside ? this.left : undefined,
      isSeen: () => this.isSeen,
      onChange: () => undefined,
      clock: () => this.now,
    })
  }

  private readonly announcer: Announcer = {
    show: (announcement, events) => {
      const one: Said = {
        time: this.now,
        announcement,
        chosen: (action) => events.chosen(action as never),
        open: true,
      }
      this.said.push(one)
      queueMicrotask(() => events.shown())
      return { close: () => void (one.open = false) }
    },
  }
}
