/** A company proxy that wants Kerberos alone: the user's own ticket opens it, and nothing is asked. */
import path from 'node:path'
import { expect, test } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'
import { missingForKerberos, type Realm, startRealm } from './kerberos.ts'

test.describe('behind a proxy that wants Negotiate', () => {
  test.skip(missingForKerberos !== undefined, missingForKerberos)
  let realm: Realm | undefined
  test.afterEach(() => realm?.close())

  test('a renewal goes through with the ticket of whoever is signed in; without one it is said what is missing', async ({
    openBank,
    folder,
  }) => {
    await openBank()
    realm = await startRealm(path.join(folder, 'realm'))
    const proxy = await realm.startProxy()
    const switches = [`--proxy-server=localhost:${proxy.port}`, '--proxy-bypass-list=<-loopback>']
    const { environment } = realm

    const app = await startCustomer(folder, { switches, environment })
    const window = await app.window()
    await window.getByTestId('login-submit').click()
    const told = window.getByTestId('login-failure')
    await expect(told).toHaveAttribute('data-code', 'network.proxy-sign-in-unsupported')
    expect(app.openPages()).not.toContain('proxy.html')
    expect(proxy.users()).toEqual([])

    // Whoever signs in to the domain after the app has started need not start it again.
    realm.logIn()
    await window.getByTestId('login-submit').click()
    await app.begin(window)
    await app.complete(window)
    expect(new Set(proxy.users())).toEqual(new Set(['hanako@KOSHIN.TEST']))
    expect(app.openPages()).not.toContain('proxy.html')
    await app.close()
  })
})
