/** A ring that begins anew: 更新. In a bank's own app the bank's icon stands in its place (build/config/electron.vite.config.ts). */
export function Seal() {
  return (
    <svg className="frame-seal" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M17.6 6.2A8.2 8.2 0 1 0 19.2 11" />
      <path d="M18.4 2.6v4h-4" />
      <circle cx="11" cy="11" r="2.2" />
    </svg>
  )
}
