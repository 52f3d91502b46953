import type { ProxyConfig } from 'electron'
import { pemToDer } from '../../x509/pem.ts'
import type { ManagedProxy, ManagedSettings } from './schema.ts'

/** What the policy says about the way to the bank, as the transport takes it. */
export function managedNetwork({ networkRoots, proxy }: ManagedSettings) {
  const roots = networkRoots === undefined ? undefined : pemToDer(networkRoots)
  return { networkRoots: roots?.ok === true ? roots.value : [], proxy: proxy && proxyConfig(proxy) }
}

function proxyConfig({ mode, server = '', bypass = [], pacUrl = '' }: ManagedProxy): ProxyConfig {
  switch (mode) {
    case 'system':
    case 'direct':
      return { mode }
    case 'fixed':
      return { mode: 'fixed_servers', proxyRules: server, proxyBypassRules: bypass.join(',') }
    case 'pac':
      return { mode: 'pac_script', pacScript: pacUrl }
  }
}
