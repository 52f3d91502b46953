import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createSidePages } from '../../../../main/desktop/flow/side-pages.ts'
import type { View } from '../../../../preload/contract.ts'

type Login = View & { window: 'login' }
const ways = { hasPortal: true, canRenew: false, canAcquire: true, busy: false, looking: false }
const login: Login = {
  window: 'login',
  bankName: 'デモ銀行',
  certificates: [],
  user: 'hanako',
  status: 'absent',
  ...ways,
}
const watched: View = { window: 'watch', lines: [], beside: true }
const unreachable = { code: 'bank.unreachable', retry: 'later' } as const

describe('a page that lies over the flow', () => {
  let flow: View
  const settings = { view: () => ({ window: 'settings' }) as View & { window: 'settings' }, opened: vi.fn() }
  const open = (isFirstRun = false) =>
    createSidePages({
      version: '1.0.0',
      settings,
      watched: () => watched,
      genuine: { view: () => genuine, begin: () => void (begun += 1) },
      updates: () => ({ state: 'idle' }),
      isFirstRun,
      onIntroduced: () => void (introduced += 1),
      noticeDays: () => 45,
      underneath: () => flow,
      onView: () => undefined,
    })

  const genuine = { window: 'genuine', banks: [], lock: { state: 'off' } } as View & { window: 'genuine' }
  let begun = 0
  let introduced = 0

  beforeEach(() => {
    flow = login
    begun = introduced = 0
  })

  it('stays while ログイン gets ready under it', () => {
    const side = open()
    side.open('settings')
    flow = { ...login, busy: true }
    side.giveWay()
    expect(side.view().window).toBe('settings')
  })

  it('gives way to what the flow asks', () => {
    const side = open()
    side.open('settings')
    flow = { window: 'ended', outcome: 'failed', purpose: 'renewal', retry: 'none', leadsTo: 'main' }
    side.giveWay()
    expect(side.view().window).toBe('ended')
  })

  it('stays while メイン under it gets to know more, and gives way to メイン where that is new', () => {
    const side = open()
    const main = { window: 'main', retired: [] } as unknown as View
    flow = main
    side.open('settings')
    side.giveWay()
    expect(side.view().window).toBe('settings')
    flow = login
    side.open('settings')
    flow = main
    side.giveWay()
    expect(side.view().window).toBe('main')
  })

  it('stays as 本物確認 for whoever is on the phone, until the flow comes to another window', () => {
    const side = open()
    const notice = { window: 'notice' } as unknown as View
    flow = notice
    side.open('genuine')
    flow = { ...notice }
    side.giveWay()
    expect([side.view().window, begun]).toEqual(['genuine', 1])
    flow = { window: 'preparing', checks: [] }
    side.giveWay()
    expect(side.view().window).toBe('preparing')
  })

  it('gives way to a failure that ログイン tells', () => {
    const side = open()
    side.open('settings')
    flow = { ...login, failure: unreachable }
    side.giveWay()
    expect(side.view().window).toBe('login')
  })

  it('stays over that failure, too, where it is the first page that its reader ever sees', () => {
    const side = open(true)
    flow = { ...login, failure: unreachable }
    side.giveWay()
    expect(side.view().window).toBe('welcome')
  })

  it('shows watched certificates over the flow, with help on them, and lead back', () => {
    const pages = open()
    pages.open('watch')
    expect(pages.view()).toEqual(watched)
    pages.open('help')
    expect(pages.view()).toMatchObject({ window: 'help', topic: 'watch' })
    pages.back()
    expect(pages.view()).toEqual(watched)
    pages.back()
    expect(pages.view()).toEqual(flow)
    pages.open('help')
    expect(pages.view()).toMatchObject({ window: 'help', topic: 'login' })
    pages.back()
    expect(pages.view()).toEqual(flow)
  })

  it('lead back from help to the page that it was asked in, once: the first-run page is read by its own button', () => {
    const pages = open(true)
    pages.open('help')
    pages.open('help')
    pages.back()
    expect(pages.view()).toEqual({ window: 'welcome' })
    expect(introduced).toBe(0)
    pages.back()
    expect([pages.view(), introduced]).toEqual([flow, 1])
  })
})
