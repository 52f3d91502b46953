/**
 * The key store's process as the app sees it: Electron's utility process in the product, a forked Node process in
 * tests. Messages are structured clones, so that bytes stay bytes.
 */
export interface WorkerProcess {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Told once, however the process ended; also when it could not be started. */
  onExit(listener: () => void): void
  kill(): void
}
