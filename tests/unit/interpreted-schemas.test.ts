import { expect, it, vi } from 'vitest'

it('schemas are read as they stand, never compiled, wherever zod is loaded after its settings', async () => {
  vi.resetModules()
  await import('../../main/interpreted-schemas.ts')
  const { z } = await import('zod')
  expect(z.config().jitless).toBe(true)
})
