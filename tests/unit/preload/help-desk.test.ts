import { expect, it } from 'vitest'
import { helpDeskIn } from '../../../preload/help-desk.ts'

it('names the help desk in the language of the windows, as far as the bank has told it in both', () => {
  const helpDesk = {
    phone: '0120-000-000',
    hours: '平日 9:00〜17:00',
    address: '更新市 1-1',
    en: { hours: 'weekdays' },
  }
  const { en: _, ...inJapanese } = helpDesk
  expect(helpDeskIn(helpDesk, 'ja')).toEqual(inJapanese)
  expect(helpDeskIn(helpDesk, 'en')).toEqual({ ...inJapanese, hours: 'weekdays' })
})
