// Calls any operation of the API in an organisation that has one of everything.
import assert from 'node:assert/strict'
import type { Answer, CallOptions, TestSocle } from './app.ts'
import { testPassword } from './app.ts'
import { formOf } from './imports.ts'
import { lineKpi } from './kpi.ts'
import type { Operation } from './operations.ts'
import { preferences, reminderSettings } from './world.ts'
import type { World } from './world.ts'

const ownTemplate = {
  id: 'atelier',
  version: 1,
  licence: null,
  trade: 'Fabrication',
  title: 'Atelier',
  summary: '',
  kpis: [
    { key: 'service', frequency: 'MONTHLY', direction: 'UP_IS_BETTER', name: 'Service', aggregation: 'LAST' },
    {
      key: 'double',
      frequency: 'MONTHLY',
      direction: 'UP_IS_BETTER',
      name: 'Double',
      aggregation: 'LAST',
      formula: { kind: 'SUM', terms: [{ key: 'service', coefficient: 2 }], decimals: 1 },
    },
  ],
}

/** A body that an operation takes, in a world. Operations without an entry take the empty object. */
export function bodyOf(id: string, { admin, user, ids }: World): Readonly<Record<string, unknown>> {
  const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    signUp: { email: 'neuve@example.org', password: testPassword, full_name: 'Ève Neuve', organization_name: 'Neuve' },
    logIn: { email: admin.email, password: testPassword },
    requestPasswordReset: { email: user.email },
    updateMe: { full_name: 'Alice Martin' },
    createUser: { email: 'nouveau@example.org', full_name: 'Noé', role: 'USER', password: testPassword },
    updateUser: { full_name: 'Bruno Petit' },
    setUserPassword: { password: testPassword },
    updateOrganization: { name: 'Renommée' },
    readNotifications: { ids: [] },
    createTeam: { name: 'Pose' },
    renameTeam: { name: 'Atelier de pose' },
    createDashboard: { title: 'Logistique' },
    updateDashboard: { title: 'Production' },
    createGroup: { name: 'Site de Lille' },
    updateGroup: { name: 'Site de Nantes' },
    copyDashboard: { title: 'Production, copie' },
    createDashboardFromFile: { template: ownTemplate },
    createKpi: lineKpi,
    updateKpi: { name: 'Taux de service client' },
    createValue: { period: '2024-05', value: 93 },
    updateValue: { value: 94 },
    saveGrid: { cells: [{ kpi_id: ids['kpi_id'], period: '2024-07', value: 94 }] },
    lockDashboard: { locked_through: '1990-12-31' },
    approveDashboard: { values: [{ value_id: ids['value_id'], entered_at: '2024-12-31T00:00:00Z' }] },
    replaceTargets: { items: [{ period: '2024-05', value: 95 }] },
    replaceAlert: {
      is_on: true,
      level: 'ORANGE',
      raise_after: 2,
      clear_after: 2,
      tell_no_data: false,
      user_ids: [user.user_id],
      team_ids: [],
    },
    replaceReminderSettings: reminderSettings,
    replaceNotificationPreferences: preferences('DAILY'),
    replaceFormula: { kind: 'SUM', terms: [{ kpi_id: ids['input_kpi_id'], coefficient: 2 }] },
    checkFormula: { kind: 'SUM', terms: [{ kpi_id: ids['input_kpi_id'] }] },
    createAnnotation: { period: '2024-05', text: 'Nouvelle ligne.' },
    createAction: { title: 'Former l’équipe' },
    updateAction: { progress: 50 },
    createMeetingNote: { content: 'Décidé.' },
    createKpiComment: { content: 'Vu.' },
    createActionComment: { content: 'Vu.' },
    createScreen: {
      name: 'Hall',
      dashboard_ids: [ids['dashboard_id']],
      views: ['OVERVIEW', 'BOWLING', 'SQCDP', 'DIRECTION'],
      seconds_per_view: 20,
    },
    updateScreen: { name: 'Hall d’entrée' },
    createImportMapping: { name: 'Export comptable', mapping: { kpi: 'Réf', period: 'Mois', value: 'Total' } },
    updateImportMapping: { name: 'Export mensuel' },
    createImportSource: { name: 'Export comptable', url: 'https://export.invalid/valeurs.csv', is_active: false },
    updateImportSource: { name: 'Export mensuel' },
    importKpiValues: { rows: [{ kpi_id: ids['kpi_id'], period: '2024-06', value: 92 }] },
  }
  return bodies[id] ?? {}
}

/** The ids of a world, by the name that `pathWith` asks for. */
export function idIn(world: World): (key: string) => string {
  return (key) => {
    const id = world.ids[key]
    assert.ok(id, `test/support/world.ts makes no ${key}`)
    return id
  }
}

/** Operations that take a file and nothing else. */
const uploads: ReadonlySet<string> = new Set(['addEvidence', 'addAttachment'])

export interface CallIn extends CallOptions {
  readonly world: World
}

/** Calls an operation with the body it takes in a world, unless another one is given. */
export function run(
  { call }: TestSocle,
  operation: Operation,
  path: string,
  { world, ...options }: CallIn,
): Promise<Answer> {
  if (uploads.has(operation.id) && options.body === undefined && options.payload === undefined) {
    const { payload, contentType } = formOf({ file: 'Relevé', name: 'note.txt' })
    const headers = { 'content-type': contentType, ...options.headers }
    return call(operation.method, withRequiredQuery(operation, path), { ...options, payload, headers })
  }
  const body = operation.takesBody ? bodyOf(operation.id, world) : undefined
  return call(operation.method, withRequiredQuery(operation, path), { body, ...options })
}

/** A sum over all rows of an organisation, to see that nothing was touched. */
export function stateOf({ asOwner }: TestSocle, { admin }: World): Promise<unknown> {
  const tables = [
    'kpi.dashboard',
    'kpi.dashboard_group',
    'kpi.kpi',
    'kpi.value',
    'kpi.evidence',
    'kernel.file',
    'kpi.action',
    'kpi.comment',
    'kpi.comment_attachment',
    'kpi.import_job',
    'kpi.import_source',
    'kpi.screen',
    'kpi.screen_dashboard',
    'kernel.team',
    'kernel.team_member',
  ]
  const sums = tables.map(
    (table) => `(select jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text) from ${table} t where organization_id = $1)`,
  )
  return asOwner(`select jsonb_build_array(${sums.join(', ')}) as state`, [admin.organization_id])
}

/** What an operation cannot do without, from the examples of its description; a path with a query is left as it is. */
function withRequiredQuery({ query }: Operation, path: string): string {
  if (path.includes('?')) return path
  const pairs = query
    .filter(({ required }) => required)
    .map(({ name, schema }) => `${name}=${schema.examples?.[0] ?? ''}`)
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}
