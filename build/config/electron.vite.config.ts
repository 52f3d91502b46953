import { readFileSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { packedSqlite } from './lighter/packed-sqlite.ts'

const root = path.resolve(import.meta.dirname, '../..')
const at = (place: string): string => path.join(root, place)

/** Of a bank's own app (npm run brand): the file with its names, beside its icons, and where it is built. */
const { KOSHIN_BRAND: brand, KOSHIN_OUT: out = at('out') } = process.env

/** The oldest Electron that must run this is 33: Node 20.18, Chromium 130. */
const node = 'node20.18'
const chromium = 'chrome130'

/** Loaded from node_modules at run time, because each comes with a binary of its own. All else is bundled. */
const natives = ['keytar', 'koffi']

export default defineConfig(({ mode }) => {
  const minify = mode === 'production'
  const branding = brand === undefined ? [] : [inTheNameOf(brand)]
  return {
    main: {
      plugins: [packedSqlite(), ...branding],
      resolve: {
        alias: {
          'ajv/dist/2020.js': at('build/config/lighter/no-ajv.ts'),
          'ajv-formats': at('build/config/lighter/no-ajv.ts'),
          // electron-log's own, by the name that it has inside that package.
          './transports/remote': at('build/config/lighter/no-remote-log.cjs'),
          // nodemailer's, likewise.
          './mime-types.js': at('build/config/lighter/no-mime-types.ts'),
          '../mime-funcs/mime-types.js': at('build/config/lighter/no-mime-types.ts'),
        },
      },
      build: {
        target: node,
        outDir: path.join(out, 'main'),
        minify,
        externalizeDeps: { include: natives },
        rolldownOptions: {
          input: {
            index: at('main/index.ts'),
            'keystore-linux': at('main/keystore/linux/worker.ts'),
            'keystore-tokens': at('main/keystore/linux/tokens/worker.ts'),
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
      plugins: branding,
      build: {
        target: node,
        outDir: path.join(out, 'preload'),
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
      plugins: [react(), openPolicyForHotReload(), ...branding],
      build: {
        target: chromium,
        outDir: path.join(out, 'renderer'),
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

/** Puts a bank's names and icon in the place of Koshin's. @param file with the names, as JSON */
function inTheNameOf(file: string): Plugin {
  const names = readFileSync(file, 'utf8')
  const { name } = JSON.parse(names) as { name: { ja: string } }
  // As a file of its own: the pages' policy allows no pictures inside of scripts.
  const icon = JSON.stringify(`${path.join(path.dirname(file), 'icons/icon.png')}?no-inline`)
  const modules: Readonly<Record<string, string>> = {
    [at('main/renewal/product/identity.ts')]: `export const identity = ${names}`,
    [at('renderer/components/window/seal.tsx')]:
      `import icon from ${icon}\nexport const Seal = () => <img className="frame-seal" src={icon} alt="" />`,
  }
  return {
    name: 'koshin:in-the-name-of',
    load: (id) => modules[id],
    transformIndexHtml: (html) => html.replace('<title>Koshin</title>', `<title>${name.ja}</title>`),
  }
}

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
