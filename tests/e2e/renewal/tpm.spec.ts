/** A renewal whose new key is made in a TPM (swtpm), which the user's NSS database knows through tpm2-pkcs11. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'
import { missingForTpm, ThrowAwayTpm, tokenLabel } from '../../contract/linux/throw-away-tpm.ts'
import { expect, heading, launchDemo, launchEnvironment, test as base } from '../stage/app.ts'

const test = base.extend<{ tpm: ThrowAwayTpm }>({
  tpm: async ({}, use) => {
    const tpm = new ThrowAwayTpm()
    try {
      await tpm.start()
      await use(tpm)
    } finally {
      await tpm.stop()
    }
  },
})
test.skip(missingForTpm.length > 0, `no TPM is tried: ${missingForTpm.join(', ')} not installed`)

test('with a TPM, the new key is made in it, opens the connection to the bank, and cannot be taken out', async ({
  folder,
  tpm,
}) => {
  // No starting point that was laid out before: the renewed key is to be in the TPM, too.
  await giveFoundation(path.join(folder, 'bank'))
  const [database, token] = [path.join(folder, 'home/.pki/nssdb'), path.join(folder, 'token')]
  tpm.provide(token, database)
  const env = { ...launchEnvironment(folder), ...tpm.environment(token) }
  const demo = await launchDemo(folder, {}, env)
  try {
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    await expect(window.getByTestId('completion-stored-in')).toContainText('このパソコンの TPM')
    const again = await demo.closeCompleted(window)
    await expect(heading(again, 'ログイン')).toBeVisible()
    await demo.logIn()
    await expect(heading(again, 'メイン')).toBeVisible()
  } finally {
    await demo.close()
  }

  // Now that nobody writes: to certutil, a database that is being written to is bad.
  const tools = (program: string, ...args: string[]): string => {
    const variables = { ...process.env, ...env }
    const { stdout, stderr } = spawnSync(program, [...args, '-d', `sql:${database}`], {
      env: variables,
      encoding: 'utf8',
    })
    return `${stdout}${stderr}`
  }
  expect(tools('certutil', '-K')).toContain('no keys found')
  // The renewed one, which was in the TPM as well, is not offered any more.
  const offered = [...tools('certutil', '-L', '-h', tokenLabel).matchAll(/^(.+?)\s+u,u,u\s*$/gm)]
  expect(offered).toHaveLength(1)
  const taken = tools('pk12util', '-o', path.join(folder, 'taken.p12'), '-n', offered[0]![1]!, '-W', 'word')
  expect(taken).toContain('SEC_ERROR_PKCS12_UNABLE_TO_EXPORT_KEY')
})
