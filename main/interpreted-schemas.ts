/**
 * To be imported first by whatever starts a process: zod compiles a schema at its first use, which takes longer than
 * reading a schema as it stands for the few times that ours are used, and settles it for each as it is made.
 *
 * Where zod keeps its settings (zod/v4/core/core.ts) rather than by `z.config`, so that nothing loads zod before the tray's
 * icon or the window needs it.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

export {}
