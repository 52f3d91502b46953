import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = path.resolve(import.meta.dirname, '../..')
const at = (place: string): string => path.join(root, place)

/** The oldest Electron that must run this is 33: Node 20.18, Chromium 130. */
const node = 'node20.18'
const chromium = 'chrome130'

/** Loaded from node_modules at run time, because each comes with a binary of its own. All else is bundled. */
const natives = ['keytar', 'koffi', 'node-sqlite3-wasm']

export default defineConfig(({ mode }) => {
  const minify = mode === 'production'
  return {
    main: {
      resolve: {
        alias: {
          'ajv/dist/2020.js': at('build/config/no-ajv.ts'),
          'ajv-formats': at('build/config/no-ajv.ts'),
          // electron-log's own, by the name that it has inside that package.
          './transports/remote': at('build/config/no-remote-log.cjs'),
        },
      },
      build: {
        target: node,
        outDir: at('out/main'),
        minify,
        externalizeDeps: { include: natives },
        rolldownOptions: {
          input: {
            index: at('main/index.ts'),
            'keystore-linux': at('main/keystore/linux/worker.ts'),
            'keystore-windows': at('main/keystore/windows/worker.ts'),
            'keystore-macos': at('main/keystore/macos/worker.ts'),
            'demo-bank': at('main/demo-bank/index.ts'),
          },
          // CommonJS: to load a module of the other kind takes turns of the event loop, and electron's own, all of whose parts
          // are read to name its exports. All in one folder: import.meta.dirname is out/main in a shared chunk, too.
          output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
        },
      },
    },
    preload: {
      build: {
        target: node,
        outDir: at('out/preload'),
        minify,
        externalizeDeps: false,
        // A sandboxed preload can require nothing but electron: each is one file, without shared chunks.
        isolatedEntries: true,
        rolldownOptions: {
          input: {
            bridge: at('preload/bridge.ts'),
            consent: at('preload/consent.ts'),
            proxy: at('preload/proxy.ts'),
            password: at('preload/password.ts'),
            demo: at('preload/demo.ts'),
          },
          // .cjs: in a package of type "module" a .js file is never CommonJS, and sandboxed preloads are.
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      root: at('renderer'),
      base: '../',
      // The help shows pictures of build/docs/pictures.
      server: { fs: { allow: [root] } },
      plugins: [react(), openPolicyForHotReload()],
      build: {
        target: chromium,
        outDir: at('out/renderer'),
        minify,
        // Few files: each is a request that a start waits for.
        cssCodeSplit: false,
        rolldownOptions: {
          output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
          input: {
            index: at('renderer/index.html'),
            consent: at('renderer/consent.html'),
            proxy: at('renderer/proxy.html'),
            password: at('renderer/password.html'),
            demo: at('renderer/demo.html'),
          },
        },
      },
    },
  }
})

/** Hot reload needs inline scripts and styles and a web socket, which the pages' policy forbids. Never in a build. */
function openPolicyForHotReload(): Plugin {
  return {
    name: 'koshin:open-policy-for-hot-reload',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html
        .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("connect-src 'none'", "connect-src 'self' ws:"),
  }
}
