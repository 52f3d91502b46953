import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Announcement, Announcer, AnnouncementEvents } from '../../../../main/desktop/notices/announcement.ts'
import { createNotifier, type Notifier } from '../../../../main/desktop/notices/notifier.ts'
import { showRenewed } from '../../../../main/desktop/notices/renewed-notice.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import type { ReminderRecord } from '../../../../main/renewal/certificates/reminders.ts'
import type { NoticeDelivery } from '../../../../main/storage/told/notices.ts'
import { currentFacts, issuedFacts, now as start } from '../../renewal/samples.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' } }))

const hour = 60 * 60 * 1000
const day = 24 * hour
const held = { keyName: 'koshin-1', protection: 'nss-software', exportable: true, retired: false } as const
const current: BankCertificate = { ...currentFacts, ...held }
const renewed: BankCertificate = { ...issuedFacts, ...held }

interface Shown {
  readonly announcement: Announcement
  readonly events: AnnouncementEvents
  open: boolean
}

let now: number
let bubbles: Shown[]
let records: Record<string, ReminderRecord>
let deliveries: NoticeDelivery[]
let diskFull: boolean
/** What the system does with a notification. */
let system: 'shows' | 'refuses' | 'is silent'
const open = vi.fn<(thumbprint: string) => void>()
const renew = vi.fn<(thumbprint: string) => void>()

const announcer: Announcer = {
  show(announcement, events) {
    const bubble: Shown = { announcement, events, open: system === 'shows' }
    bubbles.push(bubble)
    if (system === 'shows') queueMicrotask(() => events.shown())
    if (system === 'refuses') queueMicrotask(() => events.failed('switched off'))
    return { close: () => void (bubble.open = false) }
  },
}

interface Options {
  readonly renews?: boolean
  readonly automatic?: boolean
}

function notifier(options: Options = {}, policy = defaultPolicy): Notifier {
  return createNotifier({
    ...options,
    announcer,
    notices: {
      read: (thumbprint) => ({ ok: true, value: records[thumbprint] ?? { shown: [] } }),
      write(thumbprint, record) {
        if (diskFull) return { ok: false, failure: { code: 'internal', retry: 'later' } }
        records[thumbprint] = record
        return { ok: true, value: undefined }
      },
      lastDelivery: () => ({ ok: true, value: deliveries.at(-1) }),
      delivered: (delivery) => (deliveries.push(delivery), { ok: true, value: undefined }),
    },
    policy: () => policy,
    clock: () => now,
    open,
    renew,
  })
}

async function remind(one: Notifier, certificates: readonly BankCertificate[] = [current]): Promise<void> {
  one.retract(certificates)
  one.remind(certificates)
  await Promise.resolve()
}

beforeEach(() => {
  now = start
  bubbles = []
  records = {}
  deliveries = []
  diskFull = false
  system = 'shows'
  vi.clearAllMocks()
})

describe('a reminder', () => {
  it('names the holder, the expiry in Japan and the days left, and offers renewal, later and a mute', async () => {
    await remind(notifier())
    const { title, body, actions, urgent } = bubbles[0]!.announcement
    expect(title).toBe('電子証明書更新通知')
    expect(body).toContain('山田 花子 様')
    expect(body).toMatch(/2027年1月14日（木）12:00/)
    expect(body).toContain('あと20日')
    expect(actions.map(({ label }) => label)).toEqual(['証明書更新', 'あとで', '3日前まで通知しない'])
    expect(urgent).toBe(false)
  })

  it('names a holder whose name has no end, or is spaces, in one short line: the rest is not pushed out of it', async () => {
    const spaces = `${'\u3000'.repeat(300)}様`
    for (const holder of ['至急お電話ください。'.repeat(50), `山田${spaces.repeat(2)}`]) {
      await remind(notifier(), [{ ...current, holder, thumbprint: holder }])
      const { body } = bubbles.at(-1)!.announcement
      expect(body.indexOf(' 様の電子証明書は ')).toBeLessThan(61)
      expect(body).toContain('銀行が、電話で')
      expect(body).not.toContain('\u3000')
    }
  })

  it('of a certificate that Koshin does not renew promises no renewal', async () => {
    await remind(notifier({ renews: false }))
    const { body, actions } = bubbles[0]!.announcement
    expect(body).toContain('クリックすると Koshin を開きます。')
    expect(actions.map(({ label }) => label)).toEqual(['Koshin を開く', 'あとで', '3日前まで通知しない'])
  })

  it('is shown once, also over a restart', async () => {
    const first = notifier()
    await remind(first)
    await remind(first)
    await remind(notifier())
    expect(bubbles).toHaveLength(1)
    expect(deliveries).toEqual([{ time: start, shown: true }])
  })

  it('at the next rung takes the place of the one before', async () => {
    const one = notifier()
    await remind(one)
    now = start + 5 * day
    await remind(one)
    expect(bubbles.map((bubble) => bubble.open)).toEqual([false, true])
  })

  it('in the last three days stays on the screen, and cannot be muted', async () => {
    now = current.notAfter - 2 * hour
    await remind(notifier())
    const { body, actions, urgent } = bubbles[0]!.announcement
    expect(urgent).toBe(true)
    expect(body).toContain('あと1日未満')
    expect(actions.map(({ id }) => id)).toEqual(['renew', 'later'])
  })

  it('does not come back every hour when the disk is full', async () => {
    diskFull = true
    const one = notifier()
    await remind(one)
    now += hour
    await remind(one)
    expect(bubbles).toHaveLength(1)
  })
})

describe('an answer', () => {
  it('to the notification itself opens the notice of that certificate', async () => {
    await remind(notifier())
    bubbles[0]!.events.chosen(undefined)
    expect(open).toHaveBeenCalledExactlyOnceWith(current.thumbprint)
    expect(renew).not.toHaveBeenCalled()
  })

  it('証明書更新 begins the renewal', async () => {
    await remind(notifier())
    bubbles[0]!.events.chosen('renew')
    expect(renew).toHaveBeenCalledExactlyOnceWith(current.thumbprint)
  })

  it('あとで brings the same reminder back tomorrow, also after a restart', async () => {
    const one = notifier()
    await remind(one)
    bubbles[0]!.events.chosen('later')
    expect(one.silence(current)).toEqual({ possible: true, until: start - 3 * hour + day })
    await remind(one)
    expect(bubbles).toHaveLength(1)
    now = start + day
    await remind(notifier())
    expect(bubbles.map((bubble) => bubble.open)).toEqual([false, true])
  })

  it('the mute is kept until three days are left', async () => {
    const one = notifier()
    await remind(one)
    bubbles[0]!.events.chosen('mute')
    for (const days of [15, 7]) {
      now = current.notAfter - days * day
      await remind(one)
    }
    expect(bubbles).toHaveLength(1)
    now = current.notAfter - 3 * day
    await remind(one)
    expect(bubbles).toHaveLength(2)
  })
})

describe('a renewed certificate', () => {
  it('takes the notification of the old one away at once, and silences it from then on', async () => {
    const one = notifier()
    await remind(one)
    expect(bubbles[0]!.open).toBe(true)
    one.retract([renewed, current])
    expect(bubbles[0]!.open).toBe(false)
    now = current.notAfter - day
    await remind(one, [renewed, current])
    await remind(notifier(), [renewed, current])
    expect(bubbles).toHaveLength(1)
  })

  it('does so too when the old one has left the key store', async () => {
    const one = notifier()
    await remind(one)
    one.retract([renewed])
    expect(bubbles[0]!.open).toBe(false)
  })
})

describe('a system that does not show notifications', () => {
  it('is noted with its reason, and the reminder comes once it does', async () => {
    system = 'refuses'
    const one = notifier()
    await remind(one)
    expect(deliveries).toEqual([{ time: start, shown: false, reason: 'switched off' }])
    expect(records).toEqual({})
    system = 'shows'
    await remind(one)
    await remind(one)
    expect(bubbles.map((bubble) => bubble.open)).toEqual([false, true])
    expect(records[current.thumbprint]).toEqual({ shown: [30] })
  })

  it('and does not say so is not asked again for the same reminder', async () => {
    system = 'is silent'
    const one = notifier()
    await remind(one)
    await remind(one)
    expect(bubbles).toHaveLength(1)
  })
})

describe('of a certificate that is renewed automatically', () => {
  it('a reminder says that this has not succeeded yet, and still leads to a renewal by hand', async () => {
    await remind(notifier({ automatic: true }))
    expect(bubbles[0]!.announcement.body).toContain('自動での更新がまだ終わっていません')
    bubbles[0]!.events.chosen('renew')
    expect(renew).toHaveBeenCalledWith(current.thumbprint)
    records = {}
    await remind(notifier())
    expect(bubbles.at(-1)!.announcement.body).not.toContain('自動')
  })

  it('a reminder promises nothing once its bank wants a login before a renewal', async () => {
    await remind(notifier({ automatic: true }, { ...defaultPolicy, renewalNeedsLogin: true }))
    expect(bubbles).toHaveLength(1)
    expect(bubbles[0]!.announcement.body).not.toContain('自動')
  })

  it('the end of the renewal is told with the new expiry, and leads to the window', async () => {
    const told = { announcer, open: () => open(''), delivered: vi.fn() }
    showRenewed(renewed, told)
    showRenewed(renewed, { ...told, from: '更新銀行' })
    await Promise.resolve()
    const { title, body } = bubbles[0]!.announcement
    expect([title, bubbles[1]!.announcement.title]).toEqual([
      '電子証明書を更新しました',
      '更新銀行: 電子証明書を更新しました',
    ])
    // In Japan nobody is told whose time it is.
    expect(body).toMatch(
      /^山田 花子 様の電子証明書を自動で更新しました。新しい有効期限は 2027年12月25日（土）12:00(（日本時間）)? です。/,
    )
    expect(told.delivered).toHaveBeenCalledWith(true)
    bubbles[0]!.events.chosen(undefined)
    expect(open).toHaveBeenCalledOnce()
    expect(bubbles[0]!.open).toBe(false)
  })
})
