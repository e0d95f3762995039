// The demo world: one small company whose names are the same in the docs, the tests and the demo.
import type { Scope } from '#kernel/database/database.ts'
import { createUser } from '#kernel/identity/create-user.ts'
import { signUp } from '#kernel/identity/sign-up.ts'
import type { UserId } from '#kernel/ids.ts'
import type { DemoWorld, Module } from '#kernel/module.ts'
import type { Services } from '#kernel/services.ts'
import { addTeamMember, createTeam } from '#kernel/tenancy/teams.ts'

export interface Login {
  readonly email: string
  readonly password: string
}

/** The demo is a demo: its passwords are known to everyone who reads this page. */
const password = 'passerelle-verte-42'

const organization = 'Menuiserie Bréval'
const people = {
  claire: { email: 'claire@breval.example', full_name: 'Claire Bréval', role: 'ADMIN' },
  karim: { email: 'karim@breval.example', full_name: 'Karim Haddad', role: 'USER' },
  sophie: { email: 'sophie@breval.example', full_name: 'Sophie Lemaire', role: 'USER' },
  paul: { email: 'paul@breval.example', full_name: 'Paul Girard', role: 'USER' },
} as const

/** Fills an empty database when the configuration allows it; the logins, or none when nothing was done. */
export async function seedDemoWorld(services: Services, modules: readonly Module[]): Promise<readonly Login[]> {
  if (!(await isWanted(services))) return []
  const { claire, ...others } = people
  const first = await signUp(services, { ...claire, password, organization_name: organization })
  const scope: Scope = { organization_id: first.organization_id, user_id: first.user_id, role: 'ADMIN' }
  const users: Record<string, UserId> = { claire: first.user_id }
  for (const [name, person] of Object.entries(others)) {
    users[name] = (await createUser(services, scope, { ...person, password })).id
  }
  const teams = { atelier: await gather(services, scope, 'Atelier', [users['karim'], users['paul']]) }
  const demo: DemoWorld = { organization_id: first.organization_id, users, teams }
  for (const module of modules) await module.seedDemo?.(services, demo)
  return Object.values(people).map(({ email }) => ({ email, password }))
}

async function gather(
  services: Services,
  scope: Scope,
  name: string,
  members: readonly (UserId | undefined)[],
): Promise<string> {
  return services.database.transaction(scope, async (tx) => {
    const team = await createTeam(tx, { name })
    for (const user_id of members) if (user_id !== undefined) await addTeamMember(tx, { team_id: team.id, user_id })
    return team.id
  })
}

async function isWanted({ config, database }: Services): Promise<boolean> {
  if (config.demo === 'no') return false
  if (config.demo === 'auto' && config.database_url !== null) return false
  const { rows } = await database.query('select kernel.is_empty() as empty')
  return rows[0]?.['empty'] === true
}
