import { describe, expect, it } from 'vitest'
import { checkAutomation } from '../../../../main/storage/managed-policy/automation.ts'
import { managedSchema } from '../../../../main/storage/managed-policy/schema.ts'
import { settingsSchema } from '../../../../main/storage/settings/settings-schema.ts'

const bank = { estUrl: 'https://est.bank.example/est' }
const test = { estUrl: 'https://est.test.example:8443' }

describe('windows that programs may drive', () => {
  it('are refused beside a bank that the policy does not name, also where another is named', () => {
    expect(checkAutomation({}, [bank])).toMatchObject({ failure: { code: 'policy.invalid' } })
    expect(checkAutomation({ automation: { allow: true } }, [bank])).toMatchObject({ ok: false })
    expect(checkAutomation({ automation: { allow: false, banks: ['est.bank.example'] } }, [bank])).toMatchObject({
      ok: false,
    })
    const automation = { allow: true, banks: ['est.test.example:8443'] }
    expect(checkAutomation({ automation }, [test])).toMatchObject({ ok: true })
    expect(checkAutomation({ automation }, [test, bank])).toMatchObject({
      failure: { cause: expect.stringContaining('est.bank.example') as string },
    })
    expect(checkAutomation({ automation }, [{ estUrl: 'https://est.test.example' }])).toMatchObject({ ok: false })
    expect(checkAutomation({ automation }, [{ cmpUrl: test.estUrl }])).toMatchObject({ ok: true })
    expect(checkAutomation({ automation }, [{ cmpUrl: bank.estUrl }])).toMatchObject({ ok: false })
  })

  it('are for the machine’s policy to allow: a settings file that says so is refused', () => {
    expect(managedSchema.safeParse({ automation: { allow: true, banks: ['[::1]:8443'] } }).success).toBe(true)
    const own = { bank: { name: 'B', est: { url: 'https://a' }, trustAnchors: 'a.pem' }, automation: { allow: true } }
    expect(settingsSchema.safeParse(own).success).toBe(false)
  })
})
