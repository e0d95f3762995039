// What a workbook says before its cells: type, sheets and their visibility, date system, where its parts lie.

import { posix } from 'node:path'
import type { DateSystem } from './spreadsheet-day.ts'
import { TableRefusal } from './table-refusal.ts'
import { parseXml, prefixedAttribute, type XmlAttributes } from './xml-stream.ts'
import { type Archive, findPart, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

export interface WorkbookSheet {
  readonly name: string
  readonly hidden: boolean
  readonly part: ZipEntry
}

export interface Workbook {
  readonly date_system: DateSystem
  /** Worksheets in the order of their tabs; chart sheets are left out. */
  readonly sheets: readonly WorkbookSheet[]
  readonly strings: ZipEntry | undefined
  readonly styles: ZipEntry | undefined
}

interface Relationship {
  readonly id: string
  /** The last word of the type: worksheet, sharedStrings, styles, officeDocument. */
  readonly kind: string
  readonly path: string
}

interface SheetTag {
  readonly name: string
  readonly state: string
  readonly relationship: string
}

const relationshipCountMax = 10_000

/** Reads the parts around the sheets. Throws MACRO_FILE, NOT_XLSX, and what reading XML can throw. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const types = findPart(archive, '[Content_Types].xml')
  if (!types) throw new TableRefusal('NOT_XLSX')
  await refuseMacros(archive, types)
  const root = await readRelationships(archive, '')
  const path = root.find(({ kind }) => kind === 'officeDocument')?.path
  const part = path === undefined ? undefined : findPart(archive, path)
  if (path === undefined || !part || path.toLowerCase().endsWith('.bin')) throw new TableRefusal('NOT_XLSX')
  const relationships = await readRelationships(archive, path)
  const { tags, date_system, isWorkbook } = await readWorkbookPart(archive, part)
  if (!isWorkbook) throw new TableRefusal('NOT_XLSX')
  const partOf = (kind: string) => {
    const found = relationships.find((relationship) => relationship.kind === kind)
    return found && findPart(archive, found.path)
  }
  const sheets = tags.flatMap((tag) => toSheet(archive, tag, relationships))
  return { date_system, sheets, strings: partOf('sharedStrings'), styles: partOf('styles') }
}

/** Macros are not run here, but a file that carries some is not passed on either. */
async function refuseMacros(archive: Archive, types: ZipEntry): Promise<void> {
  for (const name of archive.directory.keys()) {
    if (name.endsWith('/vbaproject.bin') || name.includes('/macrosheets/')) throw new TableRefusal('MACRO_FILE')
  }
  await parseXml(inflatePart(archive, types), {
    open: (_, attributes) => {
      if (/macroenabled|vbaproject/i.test(attributes['ContentType'] ?? '')) throw new TableRefusal('MACRO_FILE')
    },
  })
}

async function readRelationships(archive: Archive, path: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(`/${path}`)
  const part = findPart(archive, posix.join(folder, '_rels', `${posix.basename(path)}.rels`))
  if (!part) return []
  const relationships: Relationship[] = []
  await parseXml(inflatePart(archive, part), {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributes['TargetMode'] === 'External') return
      if (relationships.length === relationshipCountMax) throw new TableRefusal('NOT_XLSX')
      relationships.push(toRelationship(attributes, folder))
    },
  })
  return relationships
}

function toRelationship(attributes: XmlAttributes, folder: string): Relationship {
  const type = attributes['Type'] ?? ''
  const kind = type.slice(type.lastIndexOf('/') + 1)
  return { id: attributes['Id'] ?? '', kind, path: posix.resolve(folder, attributes['Target'] ?? '').slice(1) }
}

async function readWorkbookPart(archive: Archive, part: ZipEntry) {
  const tags: SheetTag[] = []
  let date_system: DateSystem = 1900
  let root: string | undefined
  await parseXml(inflatePart(archive, part), {
    open: (name, attributes) => {
      root ??= name
      if (name === 'workbookPr' && /^(?:1|true|on)$/i.test(attributes['date1904'] ?? '')) date_system = 1904
      if (name === 'sheet' && tags.length < relationshipCountMax) tags.push(toSheetTag(attributes))
    },
  })
  return { tags, date_system, isWorkbook: root === 'workbook' }
}

function toSheetTag(attributes: XmlAttributes): SheetTag {
  const relationship = prefixedAttribute(attributes, 'id') ?? ''
  return { name: attributes['name'] ?? '', state: attributes['state'] ?? 'visible', relationship }
}

function toSheet(archive: Archive, tag: SheetTag, relationships: readonly Relationship[]): readonly WorkbookSheet[] {
  const target = relationships.find(({ id }) => id === tag.relationship)
  if (target?.kind !== 'worksheet') return []
  const part = findPart(archive, target.path)
  if (!part) throw new TableRefusal('NOT_XLSX', { missing: target.path.slice(0, 100) })
  return [{ name: tag.name, hidden: tag.state !== 'visible', part }]
}
