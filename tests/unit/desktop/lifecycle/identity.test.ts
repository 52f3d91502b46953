import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { appUserModelId } from '../../../../main/desktop/lifecycle/identity.ts'

it('the app calls itself on Windows what its installer calls it', () => {
  const builder = readFileSync(path.join(import.meta.dirname, '../../../../electron-builder.yml'), 'utf8')
  expect(/^appId: (\S+)$/m.exec(builder)?.[1]).toBe(appUserModelId)
})
