// `socle audit verify`: the chains of all organisations, or of one.
import { withSocle } from '../cli.ts'
import type { Command, CommandCall, CommandResult } from '../cli.ts'
import type { Database } from '../database/database.ts'
import { parseId } from '../ids.ts'
import type { OrganizationId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { readHeads, writeHeads } from './heads.ts'
import type { ExportedHead } from './heads.ts'
import { listOrganizationIds } from './queries/entries.ts'
import { verifyAudit } from './verify.ts'
import type { AuditVerdict } from './verify.ts'

export const auditVerifyCommand: Command = {
  name: 'audit verify',
  summary: 'Recalcule la chaîne d’audit et nomme la première entrée rompue.',
  args: { organization: { type: 'string' }, head: { type: 'string' }, 'export-heads': { type: 'string' } },
  help: {
    organization: 'une seule organisation (identifiant) ; sinon toutes',
    head: 'compare avec des têtes de chaîne exportées plus tôt (fichier)',
    'export-heads': 'écrit les têtes de chaîne vérifiées dans un fichier',
  },
  run: (call) => withSocle(call, ({ services }) => verifyAll(services.database, call)),
}

interface OrganizationVerdict extends AuditVerdict {
  readonly organization_id: string
}

async function verifyAll(database: Database, { options }: CommandCall): Promise<CommandResult> {
  const known = typeof options['head'] === 'string' ? await readHeads(options['head']) : []
  const wanted = wantedOrganization(options['organization'])
  const all = await listOrganizationIds(database)
  if (wanted !== null && !all.includes(wanted))
    throw new Problem(404, 'NOT_FOUND', `L’organisation ${wanted} n’existe pas.`)
  const verdicts = await verifyEach(database, wanted === null ? all : [wanted], known)
  // An organisation that vanished took its chain along.
  const vanished = known.filter(
    ({ organization_id }) => isWanted(organization_id, wanted) && !all.some((id) => id === organization_id),
  )
  const results = [...verdicts, ...vanished.map(({ organization_id }) => vanishedVerdict(organization_id))]
  const isSound = results.every(({ ok }) => ok)
  const path = options['export-heads']
  if (typeof path === 'string' && isSound) await writeHeads(path, results.flatMap(headOf))
  return {
    ok: isSound,
    text: results.map(sentence).join('\n') || 'Aucune organisation.',
    data: { ok: isSound, organizations: results },
  }
}

async function verifyEach(
  database: Database,
  ids: readonly OrganizationId[],
  known: readonly ExportedHead[],
): Promise<readonly OrganizationVerdict[]> {
  const verdicts: OrganizationVerdict[] = []
  for (const id of ids) {
    const head = known.find(({ organization_id }) => organization_id === id)
    const verdict = await verifyAudit(
      database,
      id,
      head === undefined ? null : { seq: BigInt(head.seq), hash: head.hash },
    )
    verdicts.push({ organization_id: id, ...verdict })
  }
  return verdicts
}

function wantedOrganization(option: string | boolean | undefined): OrganizationId | null {
  if (option === undefined) return null
  const id = parseId<'organization'>(String(option))
  if (id === null) throw new Problem(422, 'ARGUMENTS', 'Cet identifiant d’organisation n’est pas lisible.')
  return id
}

function isWanted(id: string, wanted: OrganizationId | null): boolean {
  return wanted === null || wanted === id
}

function vanishedVerdict(organization_id: string): OrganizationVerdict {
  return { organization_id, ok: false, entries: 0n, head: null, first_broken: 1n }
}

function headOf({ organization_id, entries, head }: OrganizationVerdict): readonly ExportedHead[] {
  return head === null ? [] : [{ organization_id, seq: Number(entries), hash: head }]
}

function sentence({ organization_id, ok, entries, head, first_broken }: OrganizationVerdict): string {
  if (!ok) return `${organization_id}  ROMPUE à l’entrée ${String(first_broken)} (${entries} entrées intactes avant)`
  return `${organization_id}  intacte, ${entries} entrées, tête ${head ?? '—'}`
}
