import { randomInt } from 'node:crypto'
import type { Database } from 'node-sqlite3-wasm'
import type { LedgerCustomer } from '../control.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { type Row, transaction } from './database.ts'

export interface Customer {
  readonly customerId: string
  readonly name: string
  readonly organisation: string
  readonly department: string | undefined
  readonly email: string
}

/** Made-up people and companies; `.example` addresses reach nobody (RFC 2606). */
const founders: readonly Customer[] = [
  {
    customerId: 'K1000001',
    name: '山田 花子',
    organisation: '更新商事株式会社',
    department: '経理部',
    email: 'hanako.yamada@koshin-shoji.example',
  },
  {
    customerId: 'K1000002',
    name: '佐藤 一郎',
    organisation: '株式会社見本物産',
    department: undefined,
    email: 'ichiro.sato@mihon-bussan.example',
  },
]

/** Enters the two demo customers into a new ledger, each with a login password of its own. */
export async function foundCustomers(database: Database): Promise<void> {
  for (const customer of founders) {
    if (findCustomer(database, customer.customerId) !== undefined) continue
    const password = Array.from({ length: 3 }, () => String(randomInt(1000)).padStart(3, '0')).join('-')
    const hash = await hashPassword(password)
    const { customerId, name, organisation, department, email } = customer
    transaction(database, () => {
      database.run('insert into customers values (?, ?, ?, ?, ?, ?)', [
        customerId,
        name,
        organisation,
        department ?? null,
        email,
        hash,
      ])
      database.run('insert into demo_passwords values (?, ?)', [customerId, password])
    })
  }
}

export function findCustomer(database: Database, customerId: string): Customer | undefined {
  const row = database.get('select * from customers where id = ?', [customerId]) as Row | null
  if (row === null) return undefined
  return {
    customerId: String(row['id']),
    name: String(row['name']),
    organisation: String(row['organisation']),
    department: row['department'] === null ? undefined : String(row['department']),
    email: String(row['email']),
  }
}

/** The customer, if ID and login password are right. An unknown ID takes as long as a wrong password. */
export async function authenticateCustomer(
  database: Database,
  customerId: string,
  password: string,
): Promise<Customer | undefined> {
  const row = database.get('select password_hash from customers where id = ?', [customerId]) as Row | null
  const matches = await passwordMatches(password, row === null ? undefined : String(row['password_hash']))
  return matches ? findCustomer(database, customerId) : undefined
}

/** Everybody, with the made-up login passwords: for the demo's own window only. */
export function listCustomers(database: Database): LedgerCustomer[] {
  const rows = database.all(
    'select id, name, email, password from customers join demo_passwords on customer_id = id order by id',
  ) as Row[]
  return rows.map((row) => ({
    customerId: String(row['id']),
    name: String(row['name']),
    email: String(row['email']),
    password: String(row['password']),
  }))
}
