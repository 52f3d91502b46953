/**
 * An https address of which everybody reads the same host: no user's name stands before it, as in
 * `https://www.bank.example@attacker.example`, and nothing that address parsers leave out or take for a slash.
 */
export const plainAddress = /^https:\/\/[^\s\\/?#@]+(?:[/?#][^\s\\]*)?$/i
